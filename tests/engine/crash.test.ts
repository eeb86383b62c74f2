import { strict as assert } from "node:assert";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { UNREAD } from "../../automation/engine/recovery/plan";
import { contentsOf, type Contents } from "../support/contents";
import { makeProject, type TestProject } from "../support/project";
import { sayTheSeed, SEED, trying } from "../support/property";
import { stageOf } from "../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;

/** What is being done when the engine is killed, and how many events it tells, about: a kill after the last is none. */
const DEEDS = {
  "a first deployment": { events: 330 },
  "an update": { events: 260 },
  "a rollback": { events: 260 },
} as const;

type Deed = keyof typeof DEEDS;

/** Each deed in turn, at an event drawn from the seed. */
function crashes(): readonly { readonly deed: Deed; readonly event: number }[] {
  const names = Object.keys(DEEDS) as readonly Deed[];
  const number = trying(names.length).numRuns ?? names.length;
  const places = fc.sample(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    seed: SEED,
    numRuns: number,
  });
  return places.map((place, index) => {
    const deed = names[index % names.length] ?? "an update";
    return { deed, event: 1 + Math.floor(place * DEEDS[deed].events) };
  });
}

/*
 * Two releases that differ in things to make, to change, to replace and to delete. Each is deployed once in peace: what
 * AWS has then is what it must have, thing by thing, after any crash and the command that follows it.
 */
describe("a deployment that is killed", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  const peaceful: { small: Contents; large: Contents } = { small: {}, large: {} };

  before(async () => {
    sayTheSeed();
    project = await makeProject();
    await done(["rehearse"]);
    await enlarge(project, true);
    await done(UP);
    peaceful.large = await contents();
    await enlarge(project, false);
    await done(UP);
    peaceful.small = await contents();
    assert.notDeepEqual(peaceful.small, peaceful.large);
  });
  after(() => project.remove());

  for (const { deed, event } of crashes()) {
    it(`at event ${String(event)} of ${deed} is finished by the next one`, async () => {
      const { command, expected } = await prepared(deed);
      const killed = await project.deploy(command, { LISTBACKUP_CRASH_AT: String(event) });
      console.log(`      ${killed.exit === 0 ? "was done before" : "killed"}; pending: ${(await state()).pending}`);
      const finished = await done(command);
      console.log(
        `      ${finished.stderr.split("\n").find((line) => line.includes("Interrupted")) ?? "nothing to sort out"}`,
      );
      assert.deepEqual(await contents(), expected);
      assert.deepEqual(await state(), { pending: 0, unread: 0 });
      const again = await project.deploy(UP);
      assert.deepEqual([again.exit, again.json.outcome], [0, "unchanged"], again.stdout);
      const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"]);
      assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout);
    });
  }

  async function prepared(deed: Deed): Promise<{ readonly command: readonly string[]; readonly expected: Contents }> {
    switch (deed) {
      case "a first deployment":
        await done(["destroy", "dev", "--confirm", "dev", "--rehearsal"]);
        await enlarge(project, true);
        return { command: UP, expected: peaceful.large };
      case "an update":
        await enlarge(project, false);
        await done(UP);
        await enlarge(project, true);
        return { command: UP, expected: peaceful.large };
      case "a rollback":
        await enlarge(project, true);
        await done(UP);
        await enlarge(project, false);
        return { command: UP, expected: peaceful.small };
    }
  }

  async function done(command: readonly string[]): ReturnType<TestProject["deploy"]> {
    const ran = await project.deploy(command);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    return ran;
  }

  function contents(): Promise<Contents> {
    return contentsOf(project.root, DEV.account, DEV.region);
  }

  /** What the engine's state says is still open. */
  async function state(): Promise<{ readonly pending: number; readonly unread: number }> {
    const folder = join(project.root, ".rehearsal", "state", `${DEV.account}-${DEV.region}`, ".pulumi", "stacks");
    const text = await readFile(join(folder, "listbackup-backend", "dev.json"), "utf8").catch(() => "");
    return { pending: text.split('"type": "creating"').length - 1, unread: text.split(UNREAD).length - 1 };
  }
});

/** Adds things of many types to the catalog and changes others, or takes it all back. */
async function enlarge(project: TestProject, large: boolean): Promise<void> {
  await project.edit("catalog/services/users.yaml", (text) =>
    text.replace(/memory: \d+/, `memory: ${large ? "256" : "128"}`),
  );
  const file = join(project.root, "catalog", "services", "extra.yaml");
  await (large ? writeFile(file, EXTRA) : rm(file, { force: true }));
}

const EXTRA = `service: extra
purpose: Comes and goes
phase: business
defaults: { memory: 128, timeout: 6 }
environment: { NOTES_TABLE: table:notes, BUCKET: bucket:data }
grants: [read table:notes, stream table:notes, read bucket:data]
functions:
  follow: { handler: notes/follow, triggers: [{ source: "table:notes", batchSize: 5 }] }
  list: { handler: notes/list, routes: [GET /extra] }
`;
