import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as fc from "fast-check";
import { unreachable } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import { PHASES } from "../../../model/phases";
import type { ReleaseRecord } from "../../../model/release/record";
import type { FaultRuleInput } from "../../../rehearsal/provider/aws/faults";
import { DataProbe, type HeldData } from "../../support/project/heldData";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { rounds, printSeed, SEED } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const DATA = "catalog/data.yaml";
const IDENTITY = "catalog/identity.yaml";
const NOTES = "catalog/services/notes.yaml";

const QUEUE = (name: string): string =>
  `  ${name}: { purpose: Waits, visibilityTimeout: 30, retention: 1209600, receiveWait: 0, maxReceives: 2 }\n`;
const GROUP = "  Staff: { precedence: 3, purpose: Help customers }\n";
const INDEX = "      CognitoUserIndex: { hash: cognitoUserId }\n";
const TABLE = "  extra: { purpose: Comes and goes, hash: id }\n";

interface Edit {
  readonly file: string;
  readonly change: (text: string) => string;
}

const without = (file: string, line: string): Edit => ({ file, change: (text) => text.replace(line, "") });
const withLine = (file: string, before: string, line: string): Edit => ({
  file,
  change: (text) => (text.includes(line) ? text : text.replace(before, before + line)),
});

/** Changes of the catalog, harmless and not. */
const EDITS = {
  "takes the group away": without(IDENTITY, GROUP),
  "takes the queue away": without(DATA, QUEUE("spare")),
  "takes the index away": without(DATA, INDEX),
  "adds a queue": withLine(DATA, "queues:\n", QUEUE("later")),
  "adds a table": withLine(DATA, "tables:\n", TABLE),
  "changes functions": {
    file: NOTES,
    change: (text: string) => text.replace(/memory: (\d+)/, (_, size) => `memory: ${size === "128" ? "192" : "128"}`),
  },
} as const satisfies Readonly<Record<string, Edit>>;

/** A kill of the driver, the engine and the provider: at an event of the engine, or between two AWS calls of an operation. */
type Kill = { readonly event: number } | { readonly laterCall: number };

/** What stops a deployment, if anything: a gate that stays shut, or a kill. */
type Stop = { readonly gate: string } | Kill | null;

type Listed = Pick<ReleaseRecord, "id" | "outcome" | "origin"> & { readonly live: boolean };

/** Actions after a deployment with any outcome. */
type Continuation =
  | { readonly kind: "nothing" | "up" | "rollback" }
  /** @property age how many good releases lie between the target and the newest */
  | { readonly kind: "rollback to"; readonly age: number }
  /** Whether the same rollback is repeated afterwards. */
  | { readonly kind: "rollback that is killed"; readonly stop: Kill; readonly repeated: boolean };

interface Step {
  readonly edits: readonly (keyof typeof EDITS)[];
  readonly stop: Stop;
  readonly then: Continuation;
}

const killed = (events: number): fc.Arbitrary<Kill> =>
  fc.oneof(
    fc.record({ event: fc.integer({ min: 1, max: events }) }),
    fc.record({ laterCall: fc.integer({ min: 1, max: 4 }) }),
  );
const stops: fc.Arbitrary<Stop> = fc.oneof(
  fc.constant(null),
  fc.record({ gate: fc.constantFrom(...PHASES.map(({ id }) => id)) }),
  killed(60),
);
const continuations: fc.Arbitrary<Continuation> = fc.oneof(
  fc.constantFrom<Continuation>({ kind: "nothing" }, { kind: "up" }, { kind: "rollback" }),
  fc.record({ kind: fc.constant("rollback to" as const), age: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant("rollback that is killed" as const), stop: killed(30), repeated: fc.boolean() }),
);
const steps: fc.Arbitrary<Step> = fc.record({
  edits: fc.subarray(Object.keys(EDITS) as (keyof typeof EDITS)[], { minLength: 1, maxLength: 3 }),
  stop: stops,
  then: continuations,
});

function sequences(): readonly (readonly Step[])[] {
  const sequence = fc.array(steps, { minLength: 2, maxLength: 3 });
  return fc.sample(sequence, { seed: SEED, numRuns: rounds({ sample: 1, full: 10 }) });
}

/*
 * No test allows data loss, so none may occur, whatever is deployed, wherever it stops and whichever way
 * it goes on. Whenever a deployment succeeds, AWS serves what the release that it names has: the memory of the notes
 * service tells.
 */
describe("data, through random sequences of deployments", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  let probe: DataProbe;
  let held: HeldData;
  let endpoint: string;
  /** Memory of the notes service, by release that was built. */
  const memories = new Map<number, number>();
  /** Every release seen: a list has the newest alone. */
  const known = new Map<number, Listed>();

  before(async () => {
    printSeed();
    const prepared = await preparedProject();
    [project, endpoint] = [prepared, prepared.endpoint];
    await noteMemory();
    probe = new DataProbe(DEV, prepared.endpoint, { table: "users", key: "userId", queue: "spare", group: "Staff" });
    await restoreCatalog();
    assert.equal((await up()).exit, 0);
    await probe.fill();
    held = await probe.read();
  });
  after(() => project.remove());

  const deploy = async (command: readonly string[], stop: Stop = null): Promise<CommandResult> => {
    const [name = "", ...options] = command;
    return project.deploy([name, "dev", ...options, "--rehearsal", "--yes"], await environmentOf(project.root, stop));
  };

  async function up(stop: Stop = null): Promise<CommandResult> {
    const ran = await deploy(["up"], stop);
    await noteMemory();
    return ran;
  }

  /** A release that was just built has what the catalog says now. */
  async function noteMemory(): Promise<void> {
    const [newest] = await releases();
    const text = await readFile(join(project.root, NOTES), "utf8");
    if (newest?.origin.kind !== "build" || memories.has(newest.id)) return;
    memories.set(newest.id, Number(/memory: (\d+)/.exec(text)?.[1]));
  }

  /** The catalog with everything whose loss is tried. */
  async function restoreCatalog(): Promise<void> {
    await project.edit(DATA, withLine(DATA, "queues:\n", QUEUE("spare")).change);
    await project.edit(DATA, withLine(DATA, "      EmailIndex: { hash: email }\n", INDEX).change);
    await project.edit(IDENTITY, withLine(IDENTITY, "groups:\n", GROUP).change);
  }

  async function carriedOut({ edits, stop, then }: Step): Promise<void> {
    for (const name of edits) await project.edit(EDITS[name].file, EDITS[name].change);
    await up(stop);
    await continued(then);
  }

  async function continued(then: Continuation): Promise<void> {
    switch (then.kind) {
      case "nothing":
        return;
      case "up":
        await up();
        return;
      case "rollback":
        await deploy(["rollback"]);
        return;
      case "rollback to": {
        const good = (await releases()).filter(({ outcome }) => outcome === "succeeded").slice(1);
        const target = good[then.age % Math.max(good.length, 1)];
        if (target !== undefined) await deploy(["rollback", "--to", String(target.id)]);
        return;
      }
      case "rollback that is killed":
        await deploy(["rollback"], then.stop);
        if (then.repeated) await deploy(["rollback"]);
        return;
      default:
        unreachable(then);
    }
  }

  /** Where the newest deployment succeeded, its release is live, and AWS serves what that has. */
  async function assertServed(when: string): Promise<void> {
    const all = await releases();
    const [newest] = all;
    if (newest?.outcome !== "succeeded") return;
    const live = all.filter((record) => record.live).map(({ id }) => id);
    assert.deepEqual([live, await servedMemory()], [[newest.id], memoryOf(newest)], when);
  }

  /** A rollback has what the release has that it went back to. */
  function memoryOf({ id, origin }: Listed): number | undefined {
    if (origin.kind !== "rollback") return memories.get(id);
    const target = known.get(origin.to);
    return target === undefined ? undefined : memoryOf(target);
  }

  async function servedMemory(): Promise<number | undefined> {
    const credentials = { accessKeyId: DEV.account, secretAccessKey: "test" };
    const FunctionName = NAMES.function.of(DEV, "notes", "list");
    const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: "live" });
    return (await new LambdaClient({ region: DEV.region, endpoint, credentials }).send(command)).MemorySize;
  }

  for (const [index, sequence] of sequences().entries()) {
    it(`is all there after sequence ${String(index + 1)}: ${sequence.map(described).join("; ")}`, async () => {
      for (const step of sequence) {
        await carriedOut(step);
        assert.deepEqual(await probe.read(), held, described(step));
        await assertServed(described(step));
      }
      await restoreCatalog();
      const last = await up();
      assert.equal(last.exit, 0, last.stdout + last.stderr);
      assert.deepEqual(await probe.read(), held);
      const [newest] = await releases();
      const named = (last.json as { readonly release?: number | null }).release ?? newest?.id;
      assert.deepEqual([newest?.id, newest?.outcome, newest?.live], [named, "succeeded", true]);
      await assertServed("the last one");
    });
  }

  async function releases(): Promise<readonly Listed[]> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const listed = (json as unknown as { readonly releases: readonly Listed[] }).releases;
    for (const record of listed) known.set(record.id, record);
    return listed;
  }
});

async function environmentOf(root: string, stop: Stop): Promise<Readonly<Record<string, string>>> {
  if (stop === null) return {};
  if ("gate" in stop) return { LISTBACKUP_FAIL_GATE: stop.gate };
  if ("event" in stop) return { LISTBACKUP_CRASH_AT: String(stop.event) };
  const rule: FaultRuleInput = {
    kill: true,
    call: "later",
    nth: stop.laterCall,
    operation: ["create", "update", "delete"],
  };
  const file = join(root, "faults.json");
  await writeFile(file, JSON.stringify([rule]));
  return { LISTBACKUP_FAULTS: file };
}

function described({ edits, stop, then }: Step): string {
  return `an up that ${edits.join(", ")} ${howItEnds(stop)}, then ${continuationText(then)}`;
}

function howItEnds(stop: Stop): string {
  if (stop === null) return "goes through";
  if ("gate" in stop) return `fails at ${stop.gate}`;
  return "event" in stop ? `killed at event ${String(stop.event)}` : `killed at later call ${String(stop.laterCall)}`;
}

function continuationText(then: Continuation): string {
  if (then.kind === "rollback to") return `a rollback to good release ${String(then.age)} before`;
  if (then.kind !== "rollback that is killed") return then.kind;
  return `a rollback that ${howItEnds(then.stop)}${then.repeated ? ", and is repeated" : ""}`;
}
