import { strict as assert } from "node:assert";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import type { AwsTarget } from "../../../automation/aws/target";
import { stageJournals } from "../../../automation/engine/journal/stageJournals";
import { readJournaledState } from "../../../automation/engine/journal/unfinishedRuns";
import { pendingOperations, UNREAD_MARK, unreadUrns } from "../../../automation/engine/recovery/recoveryPlan";
import type { StateDeployment } from "../../../automation/engine/state/exportedState";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import type { FaultRuleInput } from "../../../rehearsal/provider/aws/faults";
import { chosenCall, laterCallsOf, type LaterCalls } from "../../support/project/laterCalls";
import { contentsOf, type Contents } from "../../support/emulator/contents";
import { enlarge } from "../../support/project/enlargement";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import type { CommandResult } from "../../support/project/project";
import { rounds, printSeed, SEED } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;

const DESTROY = ["destroy", "dev", "--confirm", "dev", "--rehearsal"] as const;

/** What is being done when everything is killed. */
const SCENARIOS = [
  "a first deployment",
  "an update",
  "an update of a function",
  "a rollback",
  "a destruction",
] as const;

/** As many as a scenario tells, about: a kill after the last is none. */
const EVENTS = 190;

/** Exit code of a run that a signal ended. */
const BY_SIGNAL = -1;

type Scenario = (typeof SCENARIOS)[number];

const CHANGES = ["create", "update", "delete"] as const;

const STATE_FILE = join(".pulumi", "stacks", PULUMI_PROJECT, "dev.json");

/** Each scenario in turn, the first of them and the events drawn from the seed. */
function crashes(): readonly { readonly scenario: Scenario; readonly event: number }[] {
  const event = fc.noBias(fc.integer({ min: 1, max: EVENTS }));
  const events = fc.sample(event, { seed: SEED, numRuns: rounds({ sample: 1, full: SCENARIOS.length }) });
  return events.map((at, index) => ({
    scenario: SCENARIOS[(SEED + index) % SCENARIOS.length] ?? "an update",
    event: at,
  }));
}

/** A scenario, and two numbers that choose a type of its calls and one of that type's calls. */
interface PartialCrash {
  readonly scenario: Scenario;
  readonly type: number;
  readonly call: number;
}

function partialCrashes(): readonly PartialCrash[] {
  const number = fc.noBias(fc.nat());
  const draw = fc.record({ scenario: fc.constantFrom(...SCENARIOS), type: number, call: number });
  return fc.sample(draw, { seed: SEED, numRuns: rounds({ sample: 2, full: SCENARIOS.length }) });
}

/*
 * Two releases that differ in things to make, to change, to replace and to delete. Each is deployed once in peace: what
 * AWS has then is what it must have, thing by thing, after any crash and the command that follows it.
 */
describe("a deployment that is killed", function () {
  this.timeout(14_400_000);
  let project: PreparedProject;
  const tally = { killed: 0, amidst: 0 };
  const laterCalls: Partial<Record<Scenario, LaterCalls>> = {};
  /** Kills between two calls, by type. */
  const partial = new Map<string, number>();
  const peaceful: { small: Contents; large: Contents; resized: Contents } = { small: {}, large: {}, resized: {} };

  before(async () => {
    printSeed();
    project = await preparedProject();
    // What stays when the rest goes must be there already, or its creation would count as a part of the update.
    await enlarge(project, false);
    await done(UP);
    await enlarge(project, true);
    laterCalls["an update"] = await recorded(UP);
    peaceful.large = await contents();
    await enlarge(project, false);
    laterCalls["a rollback"] = await recorded(UP);
    peaceful.small = await contents();
    assert.notDeepEqual(peaceful.small, peaceful.large);
    await resize(448);
    laterCalls["an update of a function"] = await recorded(UP);
    peaceful.resized = await contents();
    assert.notDeepEqual(peaceful.small, peaceful.resized);
  });
  after(async () => {
    const { killed, amidst } = tally;
    console.log(`  ${String(killed)} were killed before they were done, ${String(amidst)} of them amidst operations`);
    for (const [type, times] of [...partial].sort()) console.log(`  between two calls of ${type}: ${String(times)}`);
    await project.remove();
  });

  for (const { scenario, event } of crashes()) {
    it(`at event ${String(event)} of ${scenario} is finished by the next one`, async () => {
      const { command, next, expected } = await prepared(scenario);
      const ran = await project.deploy(command, { LISTBACKUP_CRASH_AT: String(event) });
      await finished(next, expected, ran);
    });
  }

  for (const [index, crash] of partialCrashes().entries()) {
    it(`between two AWS calls of one operation is finished by the next one: kill ${String(index + 1)}, in ${crash.scenario}`, async () => {
      const { scenario } = crash;
      const { type, nth } = chosenCall(crash, (laterCalls[scenario] ??= await recordedCalls(scenario)));
      const { command, next, expected } = await prepared(scenario);
      const faults = await faultsFile({ kill: true, type, nth, call: "later", operation: [...CHANGES] });
      const killed = await project.deploy(command, { LISTBACKUP_FAULTS: faults });
      const what = `${type}, such a call number ${String(nth)}: ${killed.stdout}${killed.stderr}`;
      assert.equal(killed.exit, BY_SIGNAL, what);
      assert.equal((await journals()).length, 1, what);
      partial.set(type, (partial.get(type) ?? 0) + 1);
      await finished(next, expected, killed);
    });
  }

  it("between two AWS calls of a function's update that had no preview is finished by the next one", async () => {
    const { command, next, expected } = await prepared("an update of a function");
    const type = "aws:lambda/function:Function";
    const faults = await faultsFile({ kill: true, type, nth: 1, call: "later", operation: ["update"] });
    const killed = await project.deploy(command, { LISTBACKUP_FAULTS: faults });
    assert.deepEqual([killed.exit, (await journals()).length], [BY_SIGNAL, 1], killed.stdout + killed.stderr);
    await finished(next, expected, killed);
  });

  it("while an interruption is sorted out is taken up where it was", async () => {
    await done(UP);
    await project.edit(join(".rehearsal", "state", `${DEV.account}-${DEV.region}`, STATE_FILE), (text) => {
      const state = JSON.parse(text) as { readonly checkpoint: { readonly latest: StateDeployment } };
      const { latest } = state.checkpoint;
      const resources = latest.resources?.map((resource) =>
        resource.type === "aws:sqs/queue:Queue" ? { ...resource, initErrors: [UNREAD_MARK] } : resource,
      );
      return JSON.stringify({ ...state, checkpoint: { ...state.checkpoint, latest: { ...latest, resources } } });
    });
    const finished = await done(UP);
    assert.match(finished.stderr, /Interrupted earlier during a recovery/);
    assert.deepEqual([finished.json.outcome, await state()], ["unchanged", { pending: 0, unread: 0 }]);
  });

  /** Other memory for the functions of a service. MB */
  function resize(memory: number): Promise<void> {
    return project.edit("catalog/services/users.yaml", (text) =>
      text.replace(/memory: \d+/, `memory: ${String(memory)}`),
    );
  }

  /** What was killed is finished by the next command, and leaves nothing to do. */
  async function finished(next: readonly string[], expected: Contents, killed: CommandResult): Promise<void> {
    assert.ok(killed.exit === 0 || killed.exit === BY_SIGNAL, killed.stdout + killed.stderr);
    tally.killed += killed.exit === 0 ? 0 : 1;
    tally.amidst += (await state()).pending > 0 ? 1 : 0;
    // A rollback to the live release is refused.
    if (killed.exit !== 0 || next === UP) await done(next);
    assert.deepEqual(await contents(), expected);
    assert.deepEqual(await state(), { pending: 0, unread: 0 });
    const again = await project.deploy([...UP, "--full"]);
    assert.deepEqual([again.exit, again.json.outcome], [0, "unchanged"], again.stdout);
    const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"]);
    assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout);
  }

  /** Which calls a scenario makes, when nothing stops it. */
  async function recordedCalls(scenario: Scenario): Promise<LaterCalls> {
    const { command } = await prepared(scenario);
    return recorded(command);
  }

  async function recorded(command: readonly string[]): Promise<LaterCalls> {
    const record = join(project.root, "calls.jsonl");
    await rm(record, { force: true });
    await done(command, { LISTBACKUP_FAULTS: await faultsFile({ record, call: "later", operation: [...CHANGES] }) });
    return laterCallsOf(await readFile(record, "utf8"));
  }

  async function faultsFile(rule: FaultRuleInput): Promise<string> {
    const file = join(project.root, "faults.json");
    await writeFile(file, JSON.stringify([rule]));
    return file;
  }

  /** @returns `next`: what follows the command that is killed, and leaves what is expected */
  async function prepared(scenario: Scenario): Promise<{
    readonly command: readonly string[];
    readonly next: readonly string[];
    readonly expected: Contents;
  }> {
    switch (scenario) {
      case "a first deployment":
        await done(DESTROY);
        await enlarge(project, true);
        return { command: UP, next: UP, expected: peaceful.large };
      case "an update":
        await enlarge(project, false);
        await done(UP);
        await enlarge(project, true);
        return { command: UP, next: UP, expected: peaceful.large };
      case "an update of a function":
        await enlarge(project, false);
        await done(UP);
        await resize(448);
        return { command: UP, next: UP, expected: peaceful.resized };
      case "a rollback": {
        await enlarge(project, false);
        await done(UP);
        const to = await newestRelease();
        await enlarge(project, true);
        await done(UP);
        await enlarge(project, false);
        const rollback = ["rollback", "dev", "--to", to, "--rehearsal", "--yes"];
        return { command: rollback, next: rollback, expected: peaceful.small };
      }
      case "a destruction":
        await enlarge(project, true);
        await done(UP);
        return { command: DESTROY, next: UP, expected: peaceful.large };
    }
  }

  async function done(
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    const ran = await project.deploy(command, environment);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    return ran;
  }

  async function newestRelease(): Promise<string> {
    const { json } = await done(["releases", "list", "dev", "--rehearsal"]);
    return String((json as { readonly releases?: readonly { readonly id: number }[] }).releases?.[0]?.id);
  }

  function contents(): Promise<Contents> {
    return contentsOf(project.root, DEV.account, DEV.region);
  }

  /** Runs whose journal is there, which says what they began. */
  async function journals(): Promise<readonly string[]> {
    return (await stageJournals(target(), DEV)).runs();
  }

  function target(): AwsTarget {
    const { endpoint } = project;
    return { kind: "rehearsal", endpoint, account: DEV.account, region: DEV.region };
  }

  /** What the engine's state says is still open. */
  async function state(): Promise<{ readonly pending: number; readonly unread: number }> {
    const url = `file://${join(project.root, ".rehearsal", "state", `${DEV.account}-${DEV.region}`)}`;
    const saved = await readJournaledState(url, target(), DEV);
    return saved === null
      ? { pending: 0, unread: 0 }
      : { pending: pendingOperations(saved).length, unread: unreadUrns(saved).length };
  }
});
