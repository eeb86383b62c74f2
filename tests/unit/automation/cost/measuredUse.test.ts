import { strict as assert } from "node:assert";
import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import type { DeployedResource } from "../../../../automation/cost/deployedResources";
import { measureUse } from "../../../../automation/cost/measuredUse";
import { useMock } from "../../../support/mocks";

const TARGET = { kind: "aws", region: "us-west-2", account: "123456789012" } as const;
const WINDOW = { from: 1_700_000_400_000, to: 1_700_604_800_000 };

const RESOURCES: readonly DeployedResource[] = [
  {
    type: "aws:lambda/function:Function",
    id: "listbackup-dev-users-get",
    inputs: {
      name: "listbackup-dev-users-get",
      memorySize: 512,
      timeout: 30,
      architectures: ["arm64"],
      loggingConfig: { logGroup: "/listbackup/dev/users" },
    },
  },
  { type: "aws:cloudwatch/logGroup:LogGroup", id: "/listbackup/dev/users", inputs: {} },
  { type: "aws:apigatewayv2/api:Api", id: "a1b2c3", inputs: {} },
  {
    type: "aws:dynamodb/table:Table",
    id: "listbackup-dev-users",
    inputs: { globalSecondaryIndexes: [{ name: "by-email" }] },
  },
];

/** A row of Logs Insights. */
function row(values: Readonly<Record<string, string>>): { field: string; value: string }[] {
  return Object.entries(values).map(([field, value]) => ({ field, value }));
}

describe("the measured use of a stage", () => {
  const cloudwatch = useMock(() => mockClient(CloudWatchClient));
  const logs = useMock(() => mockClient(CloudWatchLogsClient));
  beforeEach(() => {
    cloudwatch().on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    logs().on(StartQueryCommand).resolves({ queryId: "q1" });
    logs().on(StopQueryCommand).resolves({ success: true });
    logs().on(GetQueryResultsCommand).resolves({ status: "Complete", results: [] });
  });

  /** Each metric has this value in two periods, the second on another page. */
  function everyMetricIs(value: number): void {
    cloudwatch()
      .on(GetMetricDataCommand)
      .callsFake(
        ({ MetricDataQueries = [], NextToken }: { MetricDataQueries?: MetricDataQuery[]; NextToken?: string }) => ({
          MetricDataResults: MetricDataQueries.map(({ Id }) => ({
            Id,
            Timestamps: [new Date(NextToken === undefined ? WINDOW.from : WINDOW.from + 300_000)],
            Values: [value],
          })),
          ...(NextToken === undefined ? { NextToken: "2" } : {}),
        }),
      );
  }

  const measure = (): ReturnType<typeof measureUse> =>
    measureUse(TARGET, RESOURCES, WINDOW, new AbortController().signal);

  it("adds up requests and log bytes over all pages", async () => {
    everyMetricIs(5);
    const { apiRequests, logBytes } = await measure();
    assert.deepEqual([apiRequests, logBytes], [10, 10]);
  });

  it("has the units of a table and of each of its indexes by period", async () => {
    everyMetricIs(5);
    const { capacity } = await measure();
    assert.deepEqual(
      capacity.map(({ name, read, write }) => [name, [...read], [...write]]),
      ["listbackup-dev-users", "listbackup-dev-users/by-email"].map((name) => {
        const values = [
          [WINDOW.from, 5],
          [WINDOW.from + 300_000, 5],
        ];
        return [name, values, values];
      }),
    );
  });

  it("joins Lambda's reports with the settings of the function, and leaves out streams of others", async () => {
    logs()
      .on(GetQueryResultsCommand)
      .resolvesOnce({ status: "Running" })
      .resolves({
        status: "Complete",
        statistics: { bytesScanned: 4_096 },
        results: [
          row({
            fn: "listbackup-dev-users-get",
            invocations: "120",
            billedMs: "4000",
            p95Ms: "31.5",
            maxMemoryMb: "48",
          }),
          row({ fn: "listbackup-dev-removed", invocations: "5", billedMs: "4", p95Ms: "1", maxMemoryMb: "48" }),
          row({ invocations: "7", billedMs: "4", p95Ms: "1", maxMemoryMb: "48" }),
        ],
      });
    const { functions, queriedBytes } = await measure();
    assert.deepEqual(functions, [
      {
        name: "listbackup-dev-users-get",
        memory: 512,
        timeout: 30,
        architecture: "arm64",
        invocations: 120,
        billedMs: 4_000,
        p95Ms: 31.5,
        maxMemoryMb: 48,
      },
    ]);
    assert.equal(queriedBytes, 4_096);
  });

  it("queries the log groups of the functions, in seconds", async () => {
    await measure();
    const [call] = logs().commandCalls(StartQueryCommand);
    const { logGroupNames, startTime, endTime } = call?.args[0].input ?? {};
    assert.deepEqual([logGroupNames, startTime, endTime], [["/listbackup/dev/users"], 1_700_000_400, 1_700_604_800]);
  });

  it("fails where CloudWatch ends the query", async () => {
    logs().on(GetQueryResultsCommand).resolves({ status: "Timeout" });
    await assert.rejects(measure(), { code: "AWS" });
  });

  it("stops the query when it is cancelled: AWS charges for what it reads", async () => {
    logs().on(GetQueryResultsCommand).resolves({ status: "Running" });
    const aborted = measureUse(TARGET, RESOURCES, WINDOW, AbortSignal.abort());
    await assert.rejects(aborted, { code: "CANCELLED" });
    assert.equal(logs().commandCalls(StopQueryCommand).length, 1);
  });
});
