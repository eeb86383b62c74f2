import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { foundationStack, stageStack, type StackId } from "../../../../../automation/engine/state/project";
import { usersOfFoundation } from "../../../../../automation/operations/foundation/users";
import { foundationOf } from "../../../../../model/account/foundation";
import { STAGES, type StageName } from "../../../../../model/stage/name";
import type { Stage } from "../../../../../model/stage/stage";
import { stageOf } from "../../../../support/release";

const ENDPOINT = "http://127.0.0.1:1";
const STAGES_OF_REHEARSAL = STAGES.map((name) => ({
  ...stageOf(name),
  rehearsal: { endpoint: ENDPOINT, provider: "offline" as const },
}));

describe("what needs a foundation", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "foundation-users-"));
    await mkdir(join(root, ".rehearsal"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** A state with one queue. */
  async function deploy(name: StageName, { project, name: stack }: StackId): Promise<void> {
    const { account, region } = stageOf(name);
    const folder = join(root, ".rehearsal", "state", `${account}-${region}`);
    const file = join(folder, ".pulumi", "stacks", project, `${stack}.json`);
    const type = "aws:sqs/queue:Queue";
    const resources = [{ urn: `urn:pulumi:${stack}::${project}::${type}::q`, type, custom: true, id: "q" }];
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
  }

  async function usersOf(name: StageName, settings: Partial<Stage> = {}): Promise<readonly string[]> {
    const stages = STAGES_OF_REHEARSAL.map((stage) => ({ ...stage, ...settings }));
    const foundation = foundationOf(name, stages, String);
    const { account, region } = foundation.owner;
    const target = { kind: "rehearsal", endpoint: ENDPOINT, account, region } as const;
    return usersOfFoundation(root, { stage: foundation.owner, target }, foundation);
  }

  it("is nothing where nothing is deployed", async () => {
    assert.deepEqual(await usersOf("production"), []);
  });

  it("is a stage with resources", async () => {
    await deploy("dev", stageStack("dev"));
    assert.deepEqual(await usersOf("dev"), ["dev has 1 resource: `bin/deploy destroy dev`"]);
  });

  it("is a stage in another region of the account, for what is global", async () => {
    await deploy("disaster-recovery", stageStack("disaster-recovery"));
    assert.deepEqual(await usersOf("production"), [
      "disaster-recovery has 1 resource: `bin/deploy destroy disaster-recovery`",
    ]);
  });

  it("is the foundation of another region, whose stage uses the roles", async () => {
    await deploy("disaster-recovery", foundationStack("disaster-recovery"));
    assert.deepEqual(await usersOf("production"), [
      "disaster-recovery uses the account's roles: `bin/deploy bootstrap disaster-recovery --remove`",
    ]);
  });

  it("is no stage of another region for buckets and key", async () => {
    await deploy("production", stageStack("production"));
    assert.deepEqual(await usersOf("disaster-recovery", { recovery: { kind: "off" } }), []);
  });

  it("is a stage of another region with its backups here", async () => {
    await deploy("production", stageStack("production"));
    assert.deepEqual(await usersOf("disaster-recovery"), [
      "production has its backups here: set listbackup:recovery in Pulumi.production.yaml to kind off, and run `bin/deploy up production`",
    ]);
  });
});
