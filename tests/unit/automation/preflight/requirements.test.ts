import { strict as assert } from "node:assert";
import { GetPolicyCommand, GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { permissionResults } from "../../../../automation/preflight/checks/permissions";
import { PREFLIGHT } from "../../../../automation/preflight/checks";
import { checkStage, findingsOf, preflightError } from "../../../../automation/preflight/run";
import type { Finding } from "../../../../automation/preflight/finding";
import type { SecretFinding } from "../../../../automation/secrets/finding";
import type { Subject } from "../../../../automation/preflight/subject";
import { smallCatalog, stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";
import { fakeReadings, fakeSubject } from "../../../support/subject";
import type { CheckId } from "../../../../model/preflight/checks";

const named = (name: string): Error => Object.assign(new Error("no"), { name });
const dev = stageOf("dev");

async function finding(id: CheckId, subject: Partial<Subject> = {}): Promise<Finding | undefined> {
  const checks = PREFLIGHT.filter((check) => check.id === id);
  return findingsOf(await checkStage(fakeSubject(subject), checks))[0];
}

describe("the check of permissions", () => {
  const iam = useMock(() => mockClient(IAMClient));
  const callerIs = (arn: string) =>
    fakeReadings({ signIn: () => Promise.resolve({ caller: { account: dev.account, arn }, clockOffset: 0 }) });

  it("is not available without permission to simulate policies", async () => {
    iam().on(GetRoleCommand).rejects(named("AccessDenied"));
    iam().on(SimulatePrincipalPolicyCommand).rejects(named("AccessDenied"));
    const readings = callerIs(`arn:aws:sts::${dev.account}:assumed-role/deploy/ci`);
    assert.equal((await finding("rights", { readings }))?.status, "not-available");
  });

  it("is not available for a role of IAM Identity Center whose path is unknown", async () => {
    iam().on(GetRoleCommand).rejects(named("AccessDenied"));
    const readings = callerIs(`arn:aws:sts::${dev.account}:assumed-role/AWSReservedSSO_Admin_0123/ann`);
    assert.equal((await finding("rights", { readings }))?.status, "not-available");
    assert.equal(iam().commandCalls(SimulatePrincipalPolicyCommand).length, 0);
  });

  it("stops a deployment whose role lacks a required permission, with exit code 3", async () => {
    iam()
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(({ ActionNames }: { readonly ActionNames: readonly string[] }) => ({
        EvaluationResults: ActionNames.map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: EvalActionName === "lambda:UpdateAlias" ? "implicitDeny" : "allowed",
        })),
      }));
    const readings = callerIs(`arn:aws:iam::${dev.account}:role/deploy`);
    const checks = PREFLIGHT.filter(({ id }) => id === "rights");
    const error = preflightError(await checkStage(fakeSubject({ readings, purpose: "build" }), checks));
    assert.deepEqual([error?.code, error?.exitCode], ["PREFLIGHT", 3]);
    assert.match(error?.what ?? "", /lambda:UpdateAlias missing for traffic shifting/);
  });

  it("has a finding for required permissions and one for optional ones", () => {
    const missing = [true, false].map((isRequired) => ({
      actions: ["a:B"],
      purpose: "c",
      isRequired,
      statement: null,
    }));
    assert.deepEqual(
      permissionResults(missing, "arn").map((result) => result.kind === "found" && result.code),
      ["PERMISSION_MISSING", "OPTIONAL_PERMISSION_MISSING"],
    );
  });
});

describe("the check of the permissions boundary", () => {
  const iam = useMock(() => mockClient(IAMClient));

  it("stops a deployment where it does not exist", async () => {
    iam().on(GetPolicyCommand).rejects(named("NoSuchEntityException"));
    const missing = await finding("boundary");
    assert.deepEqual([missing?.code, missing?.status], ["BOUNDARY_MISSING", "fail"]);
  });

  it("is not available without the permission to read it", async () => {
    iam().on(GetPolicyCommand).rejects(named("AccessDenied"));
    assert.equal((await finding("boundary"))?.status, "not-available");
  });
});

describe("the check of backups", () => {
  const s3 = useMock(() => mockClient(S3Client));
  const REPLICA = "listbackup-prod-data-100000000003-us-east-1";
  const { name, short, account, region } = stageOf("disaster-recovery");

  function ofProduction() {
    const { session } = fakeSubject();
    const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
    return finding("backups", { session: { ...session, stage }, catalog: smallCatalog() });
  }

  it("needs nothing where recovery is off", async () => {
    assert.equal((await finding("backups", { catalog: smallCatalog() }))?.status, "ok");
  });

  it("stops a deployment where a replica does not exist, with the command that creates it", async () => {
    s3().on(HeadBucketCommand).resolves({}).on(HeadBucketCommand, { Bucket: REPLICA }).rejects(named("NotFound"));
    const missing = await ofProduction();
    assert.deepEqual(
      [missing?.code, missing?.status, missing?.remedy, missing?.detail.includes(REPLICA)],
      ["BACKUPS_MISSING", "fail", "Create them: `bin/deploy bootstrap disaster-recovery`.", true],
    );
  });

  it("names the bootstrap of the account's roles where they are older than the backups", async () => {
    s3().on(HeadBucketCommand).rejects(named("AccessDenied"));
    assert.match((await ofProduction())?.remedy ?? "", /`bin\/deploy bootstrap production`/);
  });

  it("does not stop a deployment where the other region is lost", async () => {
    s3()
      .on(HeadBucketCommand)
      .rejects(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
    assert.equal((await ofProduction())?.status, "not-available");
  });

  it("does not stop a deployment where S3 fails in the other region", async () => {
    s3().on(HeadBucketCommand).rejects(named("ServiceUnavailable"));
    assert.equal((await ofProduction())?.status, "not-available");
  });
});

describe("the check of the failover records", () => {
  const route53 = useMock(() => mockClient(Route53Client));
  const HOSTED = { Id: "/hostedzone/Z", Name: "listbackup.ai.", CallerReference: "x" };

  /** @param records of api.listbackup.ai */
  function found(records: readonly object[]) {
    route53()
      .on(ListHostedZonesByNameCommand)
      .resolves({ HostedZones: [HOSTED] });
    const ResourceRecordSets = records.map(
      (record) => ({ Name: "api.listbackup.ai.", ...record }) as ResourceRecordSet,
    );
    route53().on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets });
    const { session } = fakeSubject();
    return finding("failover", { session: { ...session, stage: stageOf("disaster-recovery") } });
  }

  it("stops a secondary stage beside a simple record", async () => {
    const result = await found([{ Type: "A" }]);
    assert.deepEqual([result?.code, result?.status], ["FAILOVER_ORDER", "fail"]);
  });

  it("warns of records that do not fail over, with their TTL", async () => {
    const result = await found([{ Type: "A", Failover: "PRIMARY" }, { Type: "AAAA", TTL: 300 }, { Type: "TXT" }]);
    assert.deepEqual([result?.code, result?.status], ["FAILOVER_RECORDS", "warn"]);
    assert.match(result?.detail ?? "", /300 s/);
  });

  it("passes where only failover records exist", async () => {
    assert.equal((await found([{ Type: "A", Failover: "PRIMARY" }]))?.status, "ok");
  });
});

describe("the check of the domain", () => {
  it("needs nothing where the stage has no custom domain", async () => {
    const { session } = fakeSubject();
    const stage = { ...dev, api: { ...dev.api, customDomain: false } };
    assert.equal((await finding("zone", { session: { ...session, stage } }))?.status, "ok");
  });
});

describe("the check of parameters", () => {
  const status = { present: {}, presentSecrets: [], secretVersions: {}, missingRequired: [], missingOptional: [] };
  const secrets = (more: Partial<Record<"missingRequired" | "missingOptional", readonly string[]>>) =>
    fakeReadings({ secrets: () => Promise.resolve({ ...status, ...more }) });

  it("stops a deployment for required ones only", async () => {
    const required = await finding("parameters", {
      readings: secrets({ missingRequired: ["/listbackup/jwt-secret"] }),
    });
    assert.deepEqual([required?.code, required?.status], ["PARAMETERS_MISSING", "fail"]);
    const optional = await finding("parameters", {
      readings: secrets({ missingOptional: ["/listbackup/sentry-dsn"] }),
    });
    assert.deepEqual([optional?.code, optional?.status], ["OPTIONAL_PARAMETERS_MISSING", "warn"]);
  });

  const wrong = (code: SecretFinding["code"]) =>
    fakeReadings({
      secretFindings: () =>
        Promise.resolve([
          {
            name: "/listbackup/jwt-secret",
            code,
            severity: "error",
            problem: "its type is String",
            remedy: "Delete it.",
          },
        ]),
    });

  for (const [code, expected] of [
    ["wrong-type", ["PARAMETER_WRONG_TYPE", "fail"]],
    ["malformed", ["PARAMETER_MALFORMED", "fail"]],
    ["too-short", ["PARAMETER_TOO_SHORT", "warn"]],
    ["too-old", ["PARAMETER_TOO_OLD", "warn"]],
    ["missing", [null, "ok"]],
  ] as const)
    it(`has ${String(expected[0])} for a value that is ${code}`, async () => {
      const found = await finding("parameters", { readings: wrong(code) });
      assert.deepEqual([found?.code, found?.status], expected);
    });

  it("reads no values for a preview", async () => {
    const found = await finding("parameters", { locks: false, readings: wrong("malformed") });
    assert.equal(found?.status, "ok");
  });

  it("waits for the release of a promotion", async () => {
    const checks = PREFLIGHT.filter(({ id }) => id === "parameters");
    assert.deepEqual(await checkStage(fakeSubject({ catalog: null }), checks), []);
  });
});
