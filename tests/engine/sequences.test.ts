import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { PHASES } from "../../model/phases";
import { DataProbe, type HeldData } from "../support/heldData";
import { preparedProject } from "../support/prepared";
import type { Ran, TestProject } from "../support/project";
import { rounds, sayTheSeed, SEED } from "../support/property";
import { stageOf } from "../support/release";

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

/** What somebody may do to the catalog, harmless and not. */
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

/** What stops a deployment, if anything: a gate that stays shut, or a kill at an event of the engine. */
type Stop = { readonly gate: string } | { readonly event: number } | null;

interface Listed {
  readonly outcome: string;
  readonly live: boolean;
}

interface Step {
  readonly edits: readonly (keyof typeof EDITS)[];
  readonly stop: Stop;
  readonly then: "nothing" | "up" | "rollback" | "rollback that stops";
}

const stops: fc.Arbitrary<Stop> = fc.oneof(
  fc.constant(null),
  fc.record({ gate: fc.constantFrom(...PHASES.map(({ id }) => id)) }),
  fc.record({ event: fc.integer({ min: 1, max: 60 }) }),
);
const steps: fc.Arbitrary<Step> = fc.record({
  edits: fc.subarray(Object.keys(EDITS) as (keyof typeof EDITS)[], { minLength: 1, maxLength: 3 }),
  stop: stops,
  then: fc.constantFrom("nothing", "up", "rollback", "rollback that stops"),
});

function sequences(): readonly (readonly Step[])[] {
  const sequence = fc.array(steps, { minLength: 2, maxLength: 3 });
  return fc.sample(sequence, { seed: SEED, numRuns: rounds({ sample: 1, full: 10 }) });
}

/*
 * Nobody allows anything to be lost here, so nothing may be, whatever is deployed, wherever it stops and whichever way
 * it goes on.
 */
describe("data, through random sequences of deployments", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  let probe: DataProbe;
  let held: HeldData;

  before(async () => {
    sayTheSeed();
    const prepared = await preparedProject();
    project = prepared;
    probe = new DataProbe(DEV, prepared.endpoint, { table: "users", key: "userId", queue: "spare", group: "Staff" });
    await restoreCatalog();
    assert.equal((await deploy("up")).exit, 0);
    await probe.fill();
    held = await probe.read();
  });
  after(() => project.remove());

  const deploy = (command: string, stop: Stop = null): Promise<Ran> =>
    project.deploy([command, "dev", "--rehearsal", "--yes"], environmentOf(stop));

  /** The catalog with everything whose loss is tried. */
  async function restoreCatalog(): Promise<void> {
    await project.edit(DATA, withLine(DATA, "queues:\n", QUEUE("spare")).change);
    await project.edit(DATA, withLine(DATA, "      EmailIndex: { hash: email }\n", INDEX).change);
    await project.edit(IDENTITY, withLine(IDENTITY, "groups:\n", GROUP).change);
  }

  async function carriedOut({ edits, stop, then }: Step): Promise<void> {
    for (const name of edits) await project.edit(EDITS[name].file, EDITS[name].change);
    await deploy("up", stop);
    if (then === "up") await deploy("up");
    if (then === "rollback") await deploy("rollback");
    if (then === "rollback that stops") await deploy("rollback", { event: 5 });
  }

  for (const [index, sequence] of sequences().entries()) {
    it(`is all there after sequence ${String(index + 1)}: ${sequence.map(described).join("; ")}`, async () => {
      for (const step of sequence) {
        await carriedOut(step);
        assert.deepEqual(await probe.read(), held, described(step));
      }
      await restoreCatalog();
      const up = await deploy("up");
      assert.equal(up.exit, 0, up.stdout + up.stderr);
      assert.deepEqual(await probe.read(), held);
      const [newest] = await releases();
      assert.deepEqual([newest?.outcome, newest?.live], ["succeeded", true]);
    });
  }

  async function releases(): Promise<readonly Listed[]> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    return (json as unknown as { readonly releases: readonly Listed[] }).releases;
  }
});

function environmentOf(stop: Stop): Readonly<Record<string, string>> {
  if (stop === null) return {};
  return "gate" in stop ? { LISTBACKUP_FAIL_GATE: stop.gate } : { LISTBACKUP_CRASH_AT: String(stop.event) };
}

function described({ edits, stop, then }: Step): string {
  const how =
    stop === null ? "goes through" : "gate" in stop ? `fails at ${stop.gate}` : `dies at event ${String(stop.event)}`;
  return `an up that ${edits.join(", ")} ${how}, then ${then}`;
}
