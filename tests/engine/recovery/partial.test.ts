import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Lambda } from "@aws-sdk/client-lambda";
import { NAMES } from "../../../model/names";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import type { StateDeployment } from "../../../automation/engine/state/exportedState";
import type { FaultRuleInput } from "../../../rehearsal/provider/aws/faults";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const USERS = "catalog/services/users.yaml";
const FunctionName = NAMES.function.of(DEV, "users", "usersGetMe");
const KILLED = -1;
const STATE_FILE = join(".pulumi", "stacks", PULUMI_PROJECT, "dev.json");
/** An update of the configuration alone: UpdateFunctionConfiguration, GetFunctionConfiguration until it is done, PublishVersion. */
const PUBLISH_VERSION = 3;

const PUBLISHING = {
  type: "aws:lambda/function:Function",
  name: "users-usersGetMe",
  operation: "update",
  call: PUBLISH_VERSION,
} as const;

/* One stage, each test going on from where the one before left it. */
describe("a function that was updated and not published", function () {
  this.timeout(600_000);
  let project: TestProject;
  let lambda: Lambda;

  before(async () => {
    const prepared = await preparedProject();
    project = prepared;
    const { endpoint } = prepared;
    lambda = new Lambda({
      region: DEV.region,
      endpoint,
      credentials: { accessKeyId: DEV.account, secretAccessKey: "test" },
    });
  });
  after(() => project.remove());

  const deploy = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy([...args, "--rehearsal", "--yes"]);
  const giveMemory = (amount: number): Promise<void> =>
    project.edit(USERS, (text) => text.replace(/memory: \d+/, `memory: ${String(amount)}`));

  async function withFault(rule: FaultRuleInput, ...args: readonly string[]): Promise<CommandResult> {
    const faults = join(project.root, "faults.json");
    await writeFile(faults, JSON.stringify([rule]));
    return project.deploy([...args, "--rehearsal", "--yes"], { LISTBACKUP_FAULTS: faults });
  }

  /** MB that the function has, and that its users get. */
  async function memory(): Promise<readonly [latest: number | undefined, live: number | undefined]> {
    const [latest, live] = await Promise.all([
      lambda.getFunctionConfiguration({ FunctionName }),
      lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" }),
    ]);
    return [latest.MemorySize, live.MemorySize];
  }

  function assertDone({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  async function assertSettled(): Promise<void> {
    const again = await deploy("up", "dev", "--full");
    assert.deepEqual([again.exit, again.json.outcome], [0, "unchanged"], again.stdout + again.stderr);
    assertDone(await project.deploy(["refresh", "dev", "--rehearsal", "--check"]));
  }

  async function killed(...args: readonly string[]): Promise<void> {
    const ran = await withFault({ ...PUBLISHING, kill: true }, ...args);
    assert.equal(ran.exit, KILLED, ran.stdout + ran.stderr);
  }

  it("is published by the next up", async () => {
    await giveMemory(256);
    await killed("up", "dev");
    assert.deepEqual(await memory(), [256, 128]);
    assertDone(await deploy("up", "dev"));
    assert.deepEqual(await memory(), [256, 256]);
    await assertSettled();
  });

  it("is what it was after a rollback", async () => {
    await giveMemory(384);
    await killed("up", "dev");
    assert.deepEqual(await memory(), [384, 256]);
    assertDone(await deploy("rollback", "dev"));
    assert.deepEqual(await memory(), [256, 256]);
    await giveMemory(256);
    await assertSettled();
  });

  it("is unchanged after a rollback, if publishing failed", async () => {
    await giveMemory(512);
    const error = { code: "AccessDenied", message: "not authorized to perform lambda:PublishVersion" };
    const ran = await withFault({ ...PUBLISHING, error }, "up", "dev");
    assert.deepEqual([ran.exit, ran.json.error?.code], [4, "ROLLED_BACK"], ran.stdout + ran.stderr);
    assert.deepEqual(await memory(), [256, 256]);
    await giveMemory(256);
    await assertSettled();
  });

  it("is published by the next up after a manual change that a refresh accepted", async () => {
    await lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 640 });
    assertDone(await project.deploy(["refresh", "dev", "--rehearsal"]));
    await giveMemory(640);
    assertDone(await deploy("up", "dev"));
    assert.deepEqual(await memory(), [640, 640]);
    await assertSettled();
  });

  it("does not serve a version that was published manually", async () => {
    await lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 1_024 });
    await lambda.publishVersion({ FunctionName });
    await lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 640 });
    const other = NAMES.function.of(DEV, "notes", "list");
    await lambda.updateFunctionConfiguration({ FunctionName: other, Timeout: 77 });
    assertDone(await project.deploy(["refresh", "dev", "--rehearsal"]));
    assertDone(await deploy("up", "dev"));
    assert.deepEqual(await memory(), [640, 640]);
    await assertSettled();
  });

  it("is found by refresh and verify where the state knows nothing of it", async () => {
    await lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 768 });
    await project.edit(join(".rehearsal", "state", `${DEV.account}-${DEV.region}`, STATE_FILE), (text) => {
      const state = JSON.parse(text) as { readonly checkpoint: { readonly latest: StateDeployment } };
      const { latest } = state.checkpoint;
      const resources = latest.resources?.map((resource) =>
        resource.urn.endsWith("::users-usersGetMe")
          ? {
              ...resource,
              inputs: { ...resource.inputs, memorySize: 768 },
              outputs: { ...resource.outputs, memorySize: 768 },
            }
          : resource,
      );
      return JSON.stringify({ ...state, checkpoint: { ...state.checkpoint, latest: { ...latest, resources } } });
    });
    const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"]);
    assert.deepEqual(
      [drift.exit, drift.json.drift?.map(({ name, properties = [] }) => [name, ...properties.map(({ path }) => path)])],
      [7, [["users-usersGetMe-live", "memory"]]],
      drift.stdout,
    );
    const verified = await project.deploy(["verify", "dev", "--group", "health", "--rehearsal"]);
    assert.deepEqual([verified.exit, verified.json.error?.code], [10, "VERIFICATION"], verified.stdout);
  });
});
