import { strict as assert } from "node:assert";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { accountUsage } from "../../../../automation/aws/quotas/accountUsage";
import { serviceQuotas } from "../../../../automation/aws/quotas/appliedQuotas";
import { QUOTA_CHECKS } from "../../../../automation/preflight/checks/quotas";
import type { Finding } from "../../../../automation/preflight/finding";
import { checkStage, findingsOf, preflightError } from "../../../../automation/preflight/run";
import type { AccountReadings, Readings, Subject } from "../../../../automation/preflight/subject";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CheckId } from "../../../../model/preflight/checks";
import { DeployError } from "../../../../model/errors";
import { plannedResources } from "../../../../model/preflight/plannedResources";
import { useMock } from "../../../support/mocks";
import { recordOf } from "../../../support/records";
import { realCatalog, smallCatalog, stageOf } from "../../../support/release";
import { fakeAccount, fakeReadings, fakeSubject } from "../../../support/subject";

const dev = stageOf("dev");
const production = stageOf("production");
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `other-${String(index)}`);

async function findings(
  id: CheckId,
  account: Partial<AccountReadings>,
  { readings = {}, ...subject }: { readonly readings?: Partial<Readings> } & Partial<Omit<Subject, "readings">> = {},
): Promise<readonly Finding[]> {
  const checks = QUOTA_CHECKS.filter((check) => check.id === id);
  const all = fakeReadings({ account: fakeAccount(account), ...readings });
  return findingsOf(await checkStage(fakeSubject({ ...subject, readings: all }), checks));
}
const codes = (found: readonly Finding[]) => found.map(({ code }) => code);

describe("quotas", () => {
  it("of a new account are large enough for the whole backend", async () => {
    const found = await findings("quotas", {}, { catalog: await realCatalog() });
    assert.deepEqual(codes(found), [null]);
    assert.match(found[0]?.detail ?? "", /^7 are large enough; AWS/);
  });

  it("that are too small stop a deployment with exit code 3, with both numbers and the complete command", async () => {
    const account = { tables: () => Promise.resolve(names(2_500)) };
    const readings = fakeReadings({ account: fakeAccount(account) });
    const { session } = fakeSubject();
    const target = { kind: "aws", region: dev.region, account: dev.account, profile: "listbackup.ai" } as const;
    const subject = fakeSubject({ readings, purpose: "build", session: { ...session, target } });
    const error = preflightError(await checkStage(subject, QUOTA_CHECKS));
    assert.equal(error?.exitCode, 3);
    assert.match(
      error.what,
      /2502 tables are needed \(2 of this stage, 2500 of others\), and 2500 are allowed \(default assumed\)/,
    );
    assert.equal(
      error.remedy,
      "Ask AWS for more: `aws service-quotas request-service-quota-increase --service-code dynamodb --quota-code L-F98FE922 --desired-value 3003 --region us-west-2 --profile listbackup.ai`.",
    );
  });

  it("do not count what the stage has already", async () => {
    const { tables } = plannedResources(dev, smallCatalog());
    assert.deepEqual(codes(await findings("quotas", { tables: () => Promise.resolve([...tables, ...names(2_000)]) })), [
      null,
    ]);
  });

  it("of the account replace AWS's default", async () => {
    const quota: AccountReadings["quota"] = (id) => Promise.resolve(id === "tables" ? 10_000 : null);
    assert.deepEqual(codes(await findings("quotas", { quota, tables: () => Promise.resolve(names(3_000)) })), [null]);
  });

  it("are nearly used from nine tenths on, which is a warning", async () => {
    const [found] = await findings("quotas", { tables: () => Promise.resolve(names(2_300)) });
    assert.deepEqual([found?.code, found?.status], ["QUOTA_NEARLY_USED", "warn"]);
  });

  it("of IAM roles do not count the stage's own, and are asked for in us-east-1", async () => {
    const roles = () => Promise.resolve({ count: 1_000, limit: 1_000 });
    const records = () => Promise.resolve([recordOf(1)]);
    assert.deepEqual(codes(await findings("quotas", { roles }, { readings: { records } })), ["QUOTA_NEARLY_USED"]);
    const [first] = await findings("quotas", { roles });
    assert.equal(first?.code, "QUOTA_TOO_SMALL");
    assert.match(first.remedy, /--service-code iam --quota-code L-FE177D64 --desired-value \d+ --region us-east-1`/);
  });

  it("of code storage count a new version of every function", async () => {
    const full = { concurrency: 1_000, reserved: 0, codeSizeLimit: 1_000, codeSize: 995 };
    const lambda = () => Promise.resolve(full);
    const records = () => Promise.resolve([recordOf(1)]);
    assert.deepEqual(codes(await findings("quotas", { lambda }, { readings: { records } })), ["QUOTA_TOO_SMALL"]);
  });

  it("that AWS does not raise have another remedy", async () => {
    const session = { ...fakeSubject().session, stage: production };
    const [found] = await findings("quotas", { queryAlarms: () => Promise.resolve(names(195)) }, { session });
    assert.equal(found?.code, "QUOTA_TOO_SMALL");
    assert.match(found.remedy, /listbackup:alarms/);
  });

  it("that may not be read do not stop a deployment", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const tables = () => Promise.reject(new DeployError("AWS", "denied", "allow", { cause: denied }));
    const [found] = await findings("quotas", { tables });
    assert.equal(found?.status, "ok");
    assert.match(found.detail, /not readable: DynamoDB tables in the region/);
  });
});

describe("Lambda's concurrency", () => {
  const stage = { ...dev, functions: { ...dev.functions, reservedConcurrency: true } };
  const session = { ...fakeSubject().session, stage };
  const lambda = (concurrency: number, reserved = 0) => ({
    lambda: () => Promise.resolve({ concurrency, reserved, codeSizeLimit: 1, codeSize: 0 }),
  });

  for (const [limit, reserved, code] of [
    // A new account has 10. The small catalog reserves 100, and 100 stay unreserved.
    [10, 0, "CONCURRENCY_TOO_SMALL"],
    [199, 0, "CONCURRENCY_TOO_SMALL"],
    [200, 0, null],
    [200, 1, "CONCURRENCY_TOO_SMALL"],
  ] as const)
    it(`of ${String(limit)}, ${String(reserved)} of them reserved by others: ${code ?? "enough"}`, async () => {
      assert.deepEqual(codes(await findings("concurrency", lambda(limit, reserved), { session })), [code]);
    });

  it("does not count the stage's own reservations as those of others", async () => {
    const settings = { ...recordOf(1).settings, functions: stage.functions };
    const records = () => Promise.resolve([recordOf(1, { settings })]);
    assert.deepEqual(codes(await findings("concurrency", lambda(200, 100), { session, readings: { records } })), [
      null,
    ]);
  });

  it("is not read where the stage reserves none", async () => {
    const unread = { lambda: () => Promise.reject(new Error("read")) };
    assert.deepEqual(codes(await findings("concurrency", unread)), [null]);
  });
});

describe("the account's limits", () => {
  const quotas = useMock(() => mockClient(ServiceQuotasClient));
  const target = { kind: "aws", region: dev.region, account: dev.account } as const;

  it("come from Service Quotas", async () => {
    quotas()
      .on(GetServiceQuotaCommand, { ServiceCode: "events", QuotaCode: "L-244521F2" })
      .resolves({ Quota: { Value: 500 } });
    assert.equal(await serviceQuotas(target).of("rules"), 500);
  });

  for (const name of ["NoSuchResourceException", "AccessDeniedException", "TooManyRequestsException"])
    it(`are unknown after ${name}`, async () => {
      quotas()
        .on(GetServiceQuotaCommand)
        .rejects(Object.assign(new Error("no"), { name }));
      assert.equal(await serviceQuotas(target).of("rules"), null);
    });

  it("are not asked for in a rehearsal, nor where AWS raises none", async () => {
    const rehearsal = { ...target, kind: "rehearsal", endpoint: "http://127.0.0.1:1" } as const;
    assert.equal(await serviceQuotas(rehearsal).of("rules"), null);
    assert.equal(await serviceQuotas(target).of("integrations"), null);
    assert.equal(quotas().calls().length, 0);
  });
});

describe("what the account uses", () => {
  const lambda = useMock(() => mockClient(LambdaClient));
  const cloudwatch = useMock(() => mockClient(CloudWatchClient));
  const usage = accountUsage({ kind: "aws", region: dev.region, account: dev.account });

  it("has Lambda's reservations of all functions, and the size of their code", async () => {
    lambda()
      .on(GetAccountSettingsCommand)
      .resolves({
        AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 850, TotalCodeSize: 100 },
        AccountUsage: { TotalCodeSize: 40 },
      });
    assert.deepEqual(await usage.lambda(), { concurrency: 1_000, reserved: 150, codeSizeLimit: 100, codeSize: 40 });
  });

  it("has the alarms on Metrics Insights queries of every page", async () => {
    const alarm = (AlarmName: string, Expression: string) => ({ AlarmName, Metrics: [{ Id: "q", Expression }] });
    cloudwatch()
      .on(DescribeAlarmsCommand, { NextToken: undefined })
      .resolves({ MetricAlarms: [alarm("a", "SELECT SUM(Errors)"), alarm("b", "m1 / m2")], NextToken: "2" })
      .on(DescribeAlarmsCommand, { NextToken: "2" })
      .resolves({ MetricAlarms: [alarm("c", "SELECT MAX(Duration)")] });
    assert.deepEqual(await usage.queryAlarms(), ["a", "c"]);
  });
});
