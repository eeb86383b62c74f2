import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Lambda } from "@aws-sdk/client-lambda";
import { NAMES } from "../../model/names";
import type { FaultRuleInput } from "../../rehearsal/provider/faults";
import { preparedProject } from "../support/prepared";
import type { Ran, TestProject } from "../support/project";
import { stageOf } from "../support/release";

const DEV = stageOf("dev");
const USERS = "catalog/services/users.yaml";
const FunctionName = NAMES.function.of(DEV, "users", "usersGetMe");
const KILLED = -1;
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

  const deploy = (...args: readonly string[]): Promise<Ran> => project.deploy([...args, "--rehearsal", "--yes"]);
  const giveMemory = (amount: number): Promise<void> =>
    project.edit(USERS, (text) => text.replace(/memory: \d+/, `memory: ${String(amount)}`));

  async function withFault(rule: FaultRuleInput, ...args: readonly string[]): Promise<Ran> {
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

  function assertDone({ exit, stdout, stderr }: Ran): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  async function assertSettled(): Promise<void> {
    const again = await deploy("up", "dev");
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

  it("is what it was after the way back, where publishing failed", async () => {
    await giveMemory(512);
    const error = { code: "AccessDenied", message: "not authorized to perform lambda:PublishVersion" };
    const ran = await withFault({ ...PUBLISHING, error }, "up", "dev");
    assert.deepEqual([ran.exit, ran.json.error?.code], [4, "ROLLED_BACK"], ran.stdout + ran.stderr);
    assert.deepEqual(await memory(), [256, 256]);
    await giveMemory(256);
    await assertSettled();
  });
});
