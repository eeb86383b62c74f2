import { strict as assert } from "node:assert";
import { gunzipSync } from "node:zlib";
import { Lambda } from "@aws-sdk/client-lambda";
import { Route53 } from "@aws-sdk/client-route-53";
import { S3 } from "@aws-sdk/client-s3";
import type { FailoverRecord } from "../../../model/failover/record";
import { canonicalItem, itemOfLine } from "../../../model/backup/canonicalItem";
import { DRIVER_NAMES, NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { callApi } from "../../../automation/aws/api/apiRequest";
import { clientsOf } from "../../support/emulator/clients";
import { killWithChildren, makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const PRODUCTION = stageOf("production");
const { account, region } = PRODUCTION;
const RECOVERY = stageOf("disaster-recovery");
type Clients = ReturnType<typeof clientsOf>;

describe("a failover between two regions", function () {
  this.timeout(600_000);
  let project: TestProject;
  let home: Clients;
  let recovery: Clients;
  const settings = (place: string) => ({
    endpoint: `http://127.0.0.1:${String(project.port)}`,
    region: place,
    credentials: { accessKeyId: account, secretAccessKey: "rehearsal" },
  });

  before(async () => {
    project = await makeProject();
    done(await project.deploy(["rehearse", "--stages", "production"]));
    done(await project.deploy(["bootstrap", "disaster-recovery", "--rehearsal", "--yes"]));
    home = clientsOf(`http://127.0.0.1:${String(project.port)}`, account, region);
    recovery = clientsOf(`http://127.0.0.1:${String(project.port)}`, account, RECOVERY.region);
    for (const id of ["1", "2", "3", "4", "5"]) await write(home, PRODUCTION, id, "set");
    const backup = await dr("backup", "production");
    done(backup);
    const { set } = backup.json as unknown as { readonly set: { readonly id: number } };
    done(await dr("restore", "production", "--from", String(set.id), "--yes"));
  });
  after(() => project.remove());

  const done = ({ exit, stdout, stderr }: CommandResult): void => {
    assert.equal(exit, 0, `${stdout}\n${stderr}`);
  };
  const write = (clients: Clients, stage: Stage, id: string, text: string): Promise<unknown> =>
    clients.dynamodb.putItem({
      TableName: NAMES.table.of(stage, "notes"),
      Item: { noteId: { S: id }, text: { S: text } },
    });
  const erase = (clients: Clients, stage: Stage, id: string): Promise<unknown> =>
    clients.dynamodb.deleteItem({ TableName: NAMES.table.of(stage, "notes"), Key: { noteId: { S: id } } });

  /** Text by id. */
  async function notes(): Promise<Readonly<Record<string, string | undefined>>> {
    const { Items = [] } = await home.dynamodb.scan({ TableName: NAMES.table.of(PRODUCTION, "notes") });
    return Object.fromEntries(Items.map(({ noteId, text }) => [noteId?.S ?? "", text?.S]));
  }

  const dr = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy(["dr", ...args, "--rehearsal", "--json"]);

  /** Health of the primary record, and the concurrency of a function in the old region. */
  async function switched(): Promise<readonly unknown[]> {
    const { HealthChecks = [] } = await new Route53(settings(region)).listHealthChecks({});
    const [check] = HealthChecks.filter(({ CallerReference = "" }) => CallerReference.startsWith("listbackup-prod-"));
    const lambda = new Lambda(settings(region));
    const { Functions = [] } = await lambda.listFunctions({});
    const names = Functions.flatMap(({ FunctionName = "" }) => FunctionName).filter((name) =>
      name.startsWith("listbackup-prod-"),
    );
    const all = await Promise.all(names.map((FunctionName) => lambda.getFunctionConcurrency({ FunctionName })));
    const stopped = all.filter(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions === 0);
    const { Disabled, Inverted } = check?.HealthCheckConfig ?? {};
    return [Disabled, Inverted, stopped.length === 0 ? "none" : stopped.length === names.length ? "all" : "some"];
  }

  it("is planned without a change", async () => {
    const { exit, json, stderr } = await dr("failover", "production", "--dry-run");
    assert.equal(exit, 0, stderr);
    assert.equal((json as { readonly steps?: readonly unknown[] }).steps?.length, 4);
    assert.deepEqual(await switched(), [true, false, "none"]);
  });

  it("needs an approval", async () => {
    const { exit, json } = await dr("failover", "production");
    assert.deepEqual([exit, json.error?.code], [6, "APPROVAL_NEEDED"]);
  });

  it("is refused while a deployment of the recovery stage runs", async () => {
    const bucket = { Bucket: DRIVER_NAMES.stateBucket(RECOVERY), Key: "leases/disaster-recovery.json" };
    const s3 = new S3({ ...settings(RECOVERY.region), forcePathStyle: true });
    await s3.putObject({ ...bucket, Body: JSON.stringify(leaseOfAnotherMachine()) });
    const { exit, json } = await dr("failover", "production", "--yes");
    await s3.deleteObject(bucket);
    assert.deepEqual([exit, json.error?.code], [9, "LEASE_HELD"]);
  });

  it("goes on after a crash between fence and switch", async () => {
    await project.interrupted(
      ["dr", "failover", "production", "--rehearsal", "--yes"],
      {},
      /Fenced production/,
      killWithChildren,
    );
    assert.equal((await switched())[2], "all");
    const { exit, json, stderr } = await dr("failover", "production", "--yes");
    assert.equal(exit, 0, stderr);
    assert.equal(json.outcome, "failed-over");
    assert.deepEqual(await switched(), [true, true, "all"]);
  });

  it("is shown by status, and a deployment of the old stage and another failover are refused", async () => {
    const status = await project.deploy(["status", "production", "--rehearsal"]);
    const up = await project.deploy([
      "up",
      "production",
      "--rehearsal",
      "--json",
      "--yes",
      "--override",
      "source",
      "--reason",
      "x",
    ]);
    const again = await dr("failover", "production", "--yes");
    const removal = await project.deploy(["destroy", "disaster-recovery", "--rehearsal", "--json"]);
    const [shown] = status.json.stages ?? [];
    assert.deepEqual(
      [
        (shown?.["failover"] as FailoverRecord | undefined)?.phase,
        up.json.error?.code,
        up.exit,
        again.json.error?.code,
        again.exit,
        removal.exit,
      ],
      ["failed-over", "FAILED_OVER", 6, "FAILED_OVER", 6, 6],
    );
  });

  it("is undone step by step, with every setting as before", async () => {
    const { exit, stderr } = await dr("failover", "production", "--undo", "--yes");
    assert.equal(exit, 0, stderr);
    assert.deepEqual(await switched(), [true, false, "none"]);
    const again = await dr("failover", "production", "--undo", "--yes");
    assert.deepEqual([again.exit, again.json.error?.code], [3, "NOT_FAILED_OVER"]);
  });

  it("does not call the lost region, and leaves its functions as they are", async () => {
    const { exit, stderr } = await dr("failover", "production", "--source-lost", "--yes", "--reason", "region lost");
    assert.equal(exit, 0, stderr);
    assert.deepEqual(await switched(), [true, true, "none"]);
    assert.equal((await dr("failover", "production", "--undo", "--yes")).exit, 0);
  });

  it("is returned from with what was written on both sides, also after a crash", async () => {
    done(await dr("failover", "production", "--source-lost", "--yes"));
    // The lost region was alive for a while.
    await write(home, PRODUCTION, "2", "home");
    await write(home, PRODUCTION, "3", "home");
    await write(home, PRODUCTION, "6", "home");
    await write(recovery, RECOVERY, "3", "recovery");
    await write(recovery, RECOVERY, "4", "recovery");
    await write(recovery, RECOVERY, "7", "recovery");
    await erase(recovery, RECOVERY, "5");
    await signUp("ann@example.com");
    await project.interrupted(
      ["dr", "failback", "production", "--rehearsal", "--yes"],
      {},
      /Merged notes/,
      killWithChildren,
    );
    const { exit, json, stderr } = await dr("failback", "production", "--yes");
    assert.equal(exit, 0, stderr);
    const { 1: one, 2: two, 3: three, 4: four, 5: five, 6: six, 7: seven } = await notes();
    assert.deepEqual(
      [one, two, three, four, five, six, seven],
      ["set", "home", "recovery", "recovery", undefined, "home", "recovery"],
    );
    assert.deepEqual(await conflicts(json as unknown as ReturnedJson), ['{"noteId":{"S":"3"},"text":{"S":"home"}}']);
    assert.deepEqual(await switched(), [true, false, "none"]);
    assert.equal(await userAtHome("ann@example.com"), "known");
  });

  it("is returned from once", async () => {
    const { exit, json } = await dr("failback", "production", "--yes");
    assert.deepEqual([exit, json.error?.code], [3, "NOT_FAILED_OVER"]);
  });

  async function signUp(email: string): Promise<void> {
    const outputs = await project.deploy(["outputs", "disaster-recovery", "--rehearsal"]);
    const { url } = (outputs.json as unknown as { readonly outputs: { readonly url: string } }).outputs;
    const request = { url, method: "POST", path: "/auth/register", timeoutMs: 20_000, emulated: { account } };
    const { status, text } = await callApi({
      ...request,
      body: { email, password: "Rehearsal-1-password", name: "Ann" },
    });
    assert.equal(status, 201, text);
  }

  /** Whether the table of users has the id that the user has in the pool at home. */
  async function userAtHome(email: string): Promise<string> {
    const { UserPools = [] } = await home.cognito.listUserPools({ MaxResults: 60 });
    const UserPoolId = UserPools.find(({ Name = "" }) => Name.startsWith("listbackup-prod-"))?.Id;
    const { Users = [] } = await home.cognito.listUsers({ UserPoolId, Filter: `email = "${email}"` });
    const sub = Users[0]?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "none";
    const { Items = [] } = await home.dynamodb.scan({ TableName: NAMES.table.of(PRODUCTION, "users") });
    return JSON.stringify(Items).includes(sub) ? "known" : `${sub} is not in ${JSON.stringify(Items)}`;
  }

  async function conflicts({ conflicts: { bucket, prefix } }: ReturnedJson): Promise<readonly string[]> {
    const { Contents = [] } = await recovery.s3.listObjectsV2({ Bucket: bucket, Prefix: prefix });
    const texts = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await recovery.s3.getObject({ Bucket: bucket, Key });
        return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
      }),
    );
    return texts
      .flatMap((text) => text.split("\n").filter((line) => line !== ""))
      .map((line) => canonicalItem(itemOfLine(line)));
  }

  it("is refused where the recovery stage's domain is gone", async () => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const gateway = new ApiGatewayV2(settings(RECOVERY.region));
    await gateway.deleteDomainName({ DomainName: "api.listbackup.ai" });
    const { exit, json } = await dr("failover", "production", "--yes");
    assert.deepEqual([exit, json.error?.code], [3, "CERTIFICATE_NOT_READY"]);
  });
});

interface ReturnedJson {
  readonly conflicts: { readonly bucket: string; readonly prefix: string };
}

function leaseOfAnotherMachine(): object {
  const now = Date.now();
  return {
    schema: 1,
    token: "0".repeat(32),
    command: "up disaster-recovery",
    who: "arn:aws:iam::100000000003:user/other",
    place: { host: "ci-17", pid: 4242, started: "1", boot: "another" },
    run: null,
    reason: null,
    startedAt: now,
    renewedAt: now,
    cancel: null,
  };
}
