import { strict as assert } from "node:assert";
import { Lambda } from "@aws-sdk/client-lambda";
import { Route53 } from "@aws-sdk/client-route-53";
import { S3 } from "@aws-sdk/client-s3";
import type { FailoverRecord } from "../../../model/failover/record";
import { DRIVER_NAMES } from "../../../model/names";
import { killWithChildren, makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const { account, region } = stageOf("production");
const RECOVERY = stageOf("disaster-recovery");

describe("a failover between two regions", function () {
  this.timeout(600_000);
  let project: TestProject;
  const settings = (place: string) => ({
    endpoint: `http://127.0.0.1:${String(project.port)}`,
    region: place,
    credentials: { accessKeyId: account, secretAccessKey: "rehearsal" },
  });

  before(async () => {
    project = await makeProject();
    const { exit, stdout, stderr } = await project.deploy(["rehearse", "--stages", "production,disaster-recovery"]);
    assert.equal(exit, 0, `${stdout}\n${stderr}`);
  });
  after(() => project.remove());

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

  it("is refused where the recovery stage's domain is gone", async () => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const gateway = new ApiGatewayV2(settings(RECOVERY.region));
    await gateway.deleteDomainName({ DomainName: "api.listbackup.ai" });
    const { exit, json } = await dr("failover", "production", "--yes");
    assert.deepEqual([exit, json.error?.code], [3, "CERTIFICATE_NOT_READY"]);
  });
});

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
