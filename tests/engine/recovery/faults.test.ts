import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { PHASES } from "../../../model/phases";
import { contentsOf, type Contents } from "../../support/emulator/contents";
import { enlarge } from "../../support/project/enlargement";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { rounds, printSeed, SEED } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;

/** What AWS answers, how often, and how a deployment must end that meets it. */
const FAULTS = [
  { what: "denied", code: "AccessDeniedException", message: "not authorized to do this", times: 999, ends: "badly" },
  { what: "failing", code: "InternalServerError", message: "an internal error occurred", times: 999, ends: "badly" },
  { what: "timed out", code: "RequestTimeout", message: "no answer in time", times: 999, ends: "badly" },
  { what: "always throttled", code: "ThrottlingException", message: "Rate exceeded", times: 999, ends: "badly" },
  { what: "throttled twice", code: "ThrottlingException", message: "Rate exceeded", times: 2, ends: "well" },
] as const;

/** What is being done: everything is made, some things come and change, some go. */
const SCENARIOS = ["a first deployment", "an enlargement", "a reduction"] as const;
type Scenario = (typeof SCENARIOS)[number];

interface PlannedChange {
  readonly kind: "create" | "update" | "replace" | "delete";
  readonly type: string;
  readonly name: string;
  readonly phase: string | null;
}

/*
 * One operation of a deployment fails, drawn from its preview by the seed. A first deployment stops and is finished by
 * the next; any other rolls back, at once or, where the same operation fails in the rollback, when it works again. AWS has
 * then what it had before.
 */
describe("a deployment in which an operation fails", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  const outcomes: Record<string, number> = {};
  const peaceful: { small: Contents; large: Contents } = { small: {}, large: {} };

  before(async () => {
    printSeed();
    project = await preparedProject();
    await enlarge(project, false);
    await done(UP);
    peaceful.small = await contents();
    await enlarge(project, true);
    await done(UP);
    peaceful.large = await contents();
  });
  after(async () => {
    console.log(`  ${JSON.stringify(outcomes)}`);
    await project.remove();
  });

  const draw = fc.record({ fault: fc.constantFrom(...FAULTS), which: fc.noBias(fc.nat({ max: 99 })) });
  const drawn = fc.sample(draw, { seed: SEED, numRuns: rounds({ sample: 1, full: SCENARIOS.length }) });
  for (const [index, { fault, which }] of drawn.entries()) {
    const scenario = SCENARIOS[(SEED + index) % SCENARIOS.length] ?? "an enlargement";
    it(`${fault.what} at ${String(which)} % of ${scenario}, ends as it should`, async () => {
      const { before, wanted } = await prepared(scenario);
      const change = await planned(which);
      const ran = await project.deploy(UP, { LISTBACKUP_FAULTS: await faultFile(change, fault) });
      const details = `${change.kind} of ${change.name} (${change.type}): ${ran.stdout}`;
      count(ran);
      if (fault.ends === "well") assert.equal(ran.exit, 0, details);
      else {
        const first = scenario === "a first deployment";
        assert.ok(first ? ran.exit === 1 : ran.exit === 4 || ran.exit === 5, details);
        assertTold(ran, change, fault.message);
        // A permanent failure may also fail the rollback: the stage is reported as partially deployed.
        if (ran.exit === 5) await done(["rollback", "dev", "--rehearsal", "--yes"]);
        if (scenario !== "a first deployment") assert.deepEqual(await contents(), before, details);
        await done(UP);
      }
      assert.deepEqual(await contents(), wanted, details);
      const again = await project.deploy([...UP, "--full"]);
      assert.deepEqual([again.exit, again.json.outcome], [0, "unchanged"], again.stdout);
    });
  }

  function count({ exit, json }: CommandResult): void {
    const outcome = `exit ${String(exit)}${json.error === undefined ? "" : ` ${json.error.code}`}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }

  async function prepared(scenario: Scenario): Promise<{ readonly before: Contents; readonly wanted: Contents }> {
    switch (scenario) {
      case "a first deployment":
        await done(["destroy", "dev", "--confirm", "dev", "--rehearsal"]);
        await enlarge(project, true);
        return { before: {}, wanted: peaceful.large };
      case "an enlargement":
        await enlarge(project, false);
        await done(UP);
        await enlarge(project, true);
        return { before: peaceful.small, wanted: peaceful.large };
      case "a reduction":
        await enlarge(project, true);
        await done(UP);
        await enlarge(project, false);
        return { before: peaceful.large, wanted: peaceful.small };
    }
  }

  /** A change that the preview announces. @param which per cent: where among them */
  async function planned(which: number): Promise<PlannedChange> {
    const { json, stdout } = await done(["preview", "dev", "--rehearsal"]);
    const { changes } = json as unknown as { readonly changes: readonly PlannedChange[] };
    const change = changes[Math.floor((which * changes.length) / 100)];
    assert.ok(change !== undefined, stdout);
    return change;
  }

  async function faultFile(change: PlannedChange, fault: (typeof FAULTS)[number]): Promise<string> {
    const file = join(project.root, "faults.json");
    const { type, name, kind } = change;
    const operation = kind === "replace" ? "create" : kind;
    const error = { code: fault.code, message: fault.message };
    await writeFile(file, JSON.stringify([{ type, name, operation, error, times: fault.times }]));
    return file;
  }

  /** Resource, phase, AWS's own words, and what to do. */
  function assertTold({ json }: CommandResult, { name, type, phase }: PlannedChange, message: string): void {
    const { what = "", remedy = "" } = json.error ?? {};
    const title = PHASES.find(({ id }) => id === phase)?.title ?? "";
    for (const part of [name, type, title, message]) assert.ok(what.includes(part), `no "${part}" in ${what}`);
    assert.match(remedy, /bin\/deploy/);
  }

  async function done(command: readonly string[]): Promise<CommandResult> {
    const ran = await project.deploy(command);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    return ran;
  }

  function contents(): Promise<Contents> {
    return contentsOf(project.root, DEV.account, DEV.region);
  }
});
