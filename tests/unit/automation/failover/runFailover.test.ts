import { strict as assert } from "node:assert";
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { Route53Client, UpdateHealthCheckCommand } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import type { Context } from "../../../../automation/commands/command";
import { openSetStore } from "../../../../automation/backup/store/setStore";
import type { FailoverSession } from "../../../../automation/failover/failoverSession";
import { newFailover, runFailover, undoFailover } from "../../../../automation/failover/runFailover";
import type { Readiness } from "../../../../automation/failover/preconditions";
import type { FailoverRecord } from "../../../../model/failover/record";
import { conditionalStore, type ConditionalStore } from "../../../support/fakes/conditionalStore";
import { stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";

const DR = stageOf("disaster-recovery");
const PRODUCTION = { ...stageOf("production"), recoveryStage: DR };
const targetOf = ({ region, account }: { region: string; account: string }) =>
  ({ kind: "aws", region, account }) as const;
const FAILOVER: FailoverSession = {
  source: { stage: PRODUCTION, target: targetOf(PRODUCTION) },
  recovery: { stage: DR, target: targetOf(DR) },
  store: openSetStore(PRODUCTION, targetOf(PRODUCTION)),
  domain: "api.listbackup.ai",
  who: "arn:aws:iam::100000000003:user/ann",
};
const HEALTH = { id: "check", disabled: false, inverted: false };
const KEY = "failovers/production.json";
const FUNCTION = "listbackup-prod-users-list";

describe("a failover that does not reach its switch", () => {
  const s3 = useMock(() => mockClient(S3Client));
  const lambda = useMock(() => mockClient(LambdaClient));
  const route53 = useMock(() => mockClient(Route53Client));
  let store: ConditionalStore;
  beforeEach(() => {
    store = conditionalStore(s3());
    lambda()
      .on(ListFunctionsCommand)
      .resolves({ Functions: [{ FunctionName: FUNCTION }] });
    lambda().on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 7 });
    lambda().on(ListEventSourceMappingsCommand).resolves({});
  });

  const record = (): FailoverRecord =>
    newFailover(FAILOVER, { healthCheck: HEALTH } as Readiness, { reason: null, now: 1_704_067_200 });
  const stored = (): FailoverRecord => JSON.parse(String(store.objects.get(KEY))) as FailoverRecord;

  function run(signal: AbortSignal): Promise<FailoverRecord> {
    const terminal = { note: () => undefined, warn: () => undefined };
    return runFailover({ terminal, signal } as unknown as Context, FAILOVER, { kind: "reachable" }, record());
  }

  it("records the settings before it changes one", async () => {
    let recorded: unknown;
    lambda()
      .on(PutFunctionConcurrencyCommand)
      .callsFake(() => {
        recorded ??= stored().sourceFence;
        throw new Error("no");
      });
    await assert.rejects(run(new AbortController().signal));
    const fence = { functions: [{ name: FUNCTION, reserved: 7 }], mappings: [] };
    assert.deepEqual(recorded, { kind: "applied", fence });
  });

  it("restores the functions, and ends, when it is cancelled behind the fence", async () => {
    const controller = new AbortController();
    lambda()
      .on(PutFunctionConcurrencyCommand)
      .callsFake(() => {
        controller.abort(new Error("Ctrl-C"));
        return {};
      });
    await assert.rejects(run(controller.signal), /Ctrl-C/);
    assert.deepEqual(
      lambda()
        .commandCalls(PutFunctionConcurrencyCommand)
        .map(({ args: [{ input }] }) => input.ReservedConcurrentExecutions),
      [0, 7],
    );
    assert.deepEqual([stored().phase, route53().calls().length], ["returned", 0]);
  });

  it("keeps its record where the functions cannot be restored", async () => {
    lambda().on(PutFunctionConcurrencyCommand).rejects(new Error("no"));
    await assert.rejects(run(new AbortController().signal), { code: "AWS" });
    assert.equal(stored().phase, "fencing");
  });

  it("starts the functions before it resets the health check, when it is undone", async () => {
    const order: string[] = [];
    lambda()
      .on(DeleteFunctionConcurrencyCommand)
      .callsFake(() => order.push("functions"));
    route53()
      .on(UpdateHealthCheckCommand)
      .callsFake(() => order.push("health check"));
    const fence = { functions: [{ name: FUNCTION, reserved: null }], mappings: [] };
    await undoFailover(FAILOVER, { ...record(), sourceFence: { kind: "applied", fence } });
    assert.deepEqual([order, stored().phase], [["functions", "health check"], "returned"]);
  });
});
