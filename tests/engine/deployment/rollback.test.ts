import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DRIVER_NAMES, NAMES } from "../../../model/names";
import type { ReleaseRecord } from "../../../model/release/record";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const USERS = "catalog/services/users.yaml";
const DEV = stageOf("dev");

interface Listed {
  readonly releases: readonly Pick<ReleaseRecord, "id" | "origin" | "outcome">[];
  readonly unreadable: readonly { readonly id: number }[];
}

/* One stage, each test going on from where the one before left it. The users service's memory tells which release is live. */
describe("a rollback that does not end", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint: string;
  /** 128 MB, and 256 MB, which is rolled back. */
  let good: number;
  let bad: number;

  before(async () => {
    const prepared = await preparedProject();
    [project, endpoint] = [prepared, prepared.endpoint];
    await giveMemory(256);
    assertDone(await deploy("up", "dev"));
    const { releases } = await listed();
    [bad, good] = [releases[0]?.id ?? 0, releases[1]?.id ?? 0];
  });
  after(() => project.remove());

  const deploy = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy([...args, "--rehearsal", "--yes"]);
  const settings = () => ({
    region: DEV.region,
    endpoint,
    credentials: { accessKeyId: DEV.account, secretAccessKey: "test" },
  });
  const giveMemory = (amount: number): Promise<void> =>
    project.edit(USERS, (text) => text.replace(/memory: \d+/, `memory: ${String(amount)}`));

  async function listed(): Promise<Listed> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    return json as unknown as Listed;
  }

  async function memory(): Promise<number | undefined> {
    const FunctionName = NAMES.function.of(DEV, "users", "usersGetMe");
    const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: "live" });
    return (await new LambdaClient(settings()).send(command)).MemorySize;
  }

  function assertDone({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  function assertRefused({ exit, json, stdout, stderr }: CommandResult, expected: number, code: string): void {
    assert.deepEqual([exit, json.error?.code], [expected, code], stdout + stderr);
  }

  async function withFault<T>(type: string, work: (environment: Record<string, string>) => Promise<T>): Promise<T> {
    const faults = join(project.root, "faults.json");
    const error = { code: "AccessDenied", message: "not authorized" };
    await writeFile(faults, JSON.stringify([{ type, operation: "update", error, times: 99 }]));
    return work({ LISTBACKUP_FAULTS: faults });
  }

  it("is finished by its own target when it was killed before its first change", async () => {
    const killed = await project.deploy(["rollback", "dev", "--rehearsal", "--yes"], { LISTBACKUP_CRASH_AT: "1" });
    assert.equal(killed.exit, -1, killed.stdout + killed.stderr);
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.match(status.stderr + status.stdout, new RegExp(`"returnTo":\\s*\\{\\s*"id":\\s*${String(good)}`));
  });

  it("lets no services be put into the release that it is leaving", async () => {
    assertRefused(await deploy("up", "dev", "--service", "users"), 3, "ROLLBACK_UNFINISHED");
  });

  it("is repeated by name where it failed", async () => {
    const ran = await withFault("aws:lambda/function:Function", (environment) =>
      project.deploy(["rollback", "dev", "--rehearsal", "--yes"], environment),
    );
    assertRefused(ran, 5, "NOT_ROLLED_BACK");
    assert.match(
      ran.json.error?.remedy ?? "",
      new RegExp(`\`bin/deploy rollback dev --to ${String(good)} --rehearsal\``),
    );
  });

  it("goes to its own target when it is repeated without a name", async () => {
    assertDone(await deploy("rollback", "dev"));
    assert.equal(await memory(), 128);
  });

  it("is where a deployment returns to that fails after it", async () => {
    assertDone(await deploy("rollback", "dev", "--to", String(bad)));
    const killed = await project.deploy(["rollback", "dev", "--to", String(good), "--rehearsal", "--yes"], {
      LISTBACKUP_CRASH_AT: "1",
    });
    assert.equal(killed.exit, -1, killed.stdout + killed.stderr);
    await giveMemory(384);
    const ran = await project.deploy(["up", "dev", "--rehearsal", "--yes"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(ran, 4, "ROLLED_BACK");
    assert.deepEqual((await listed()).releases[0]?.origin, { kind: "rollback", to: good, automatic: true });
    assert.equal(await memory(), 128);
  });

  it("never goes on to the release that it left", async () => {
    assertRefused(await deploy("rollback", "dev"), 3, "RELEASE_UNKNOWN");
  });

  it("lists a record that cannot be read beside the others, and stops only what needs it", async () => {
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    const Key = `releases/dev/${String(good)}.json`;
    await s3.send(new PutObjectCommand({ Bucket: DRIVER_NAMES.deploymentsBucket(DEV), Key, Body: "{" }));
    assert.deepEqual(
      (await listed()).unreadable.map(({ id }) => id),
      [good],
    );
    assertDone(await deploy("up", "dev"));
    assertRefused(await deploy("rollback", "dev", "--to", String(good)), 3, "RELEASE_INVALID");
  });
});
