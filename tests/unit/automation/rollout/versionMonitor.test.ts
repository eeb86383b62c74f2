import { strict as assert } from "node:assert";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { openMonitor, type Observation, type MonitoredShift } from "../../../../automation/rollout/versionMonitor";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const PRODUCTION = stageOf("production");
const LIMITS = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };
const SHIFTS: readonly MonitoredShift[] = [
  {
    name: "listbackup-prod-users-get",
    from: "3",
    to: "4",
    routes: ["GET /users/me"],
    logGroup: "/listbackup/prod/users",
  },
  { name: "listbackup-prod-tags-list", from: "7", to: "8", routes: ["GET /tags"], logGroup: "/listbackup/prod/tags" },
];
const ACCESS_LOG = "/aws/vendedlogs/listbackup/prod/api";
const [USERS_NEW, USERS_OLD, TAGS_NEW, TAGS_OLD] = [
  "listbackup-prod-users-get 4",
  "listbackup-prod-users-get 3",
  "listbackup-prod-tags-list 8",
  "listbackup-prod-tags-list 7",
];

/** Metrics of versions, by `<function> <version>`; a list has one value per minute. */
type Counted = Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;

describe("openMonitor", () => {
  const mockBoth = () => ({ cloudwatch: mockClient(CloudWatchClient), logs: mockClient(CloudWatchLogsClient) });
  let { cloudwatch, logs } = {} as ReturnType<typeof mockBoth>;
  const warnings: string[] = [];
  before(() => {
    ({ cloudwatch, logs } = mockBoth());
  });
  after(() => {
    cloudwatch.restore();
    logs.restore();
  });
  beforeEach(() => {
    cloudwatch.reset();
    logs.reset();
    write({});
    warnings.length = 0;
    setAlarms();
    count({});
  });

  /** The stage's alarm has two members; those that are named are active. */
  function setAlarms(...names: readonly string[]): void {
    cloudwatch
      .on(DescribeAlarmsCommand, { AlarmTypes: ["CompositeAlarm"] })
      .resolves({ CompositeAlarms: [{ AlarmRule: 'ALARM("api-5xx") OR ALARM("dead-letters")' }] })
      .on(DescribeAlarmsCommand, { AlarmNames: ["api-5xx", "dead-letters"] })
      .resolves({
        MetricAlarms: names.map((AlarmName) => ({ AlarmName, StateValue: "ALARM", StateReason: "too many" })),
      });
  }

  type Written = Readonly<Record<string, readonly (readonly [stream: string, message: string])[]>>;

  /** Content of the log groups; all timestamps are one second after the epoch. */
  function write(written: Written): void {
    logs.on(FilterLogEventsCommand).callsFake(async ({ logGroupName = "" }: FilterLogEventsCommandInput) => ({
      events: (written[logGroupName] ?? []).map(([logStreamName, message]) => ({
        logStreamName,
        message,
        timestamp: 1_000,
      })),
    }));
  }

  const accessLine = (route: string, status: string, invocation: string): readonly [string, string] => [
    "api",
    JSON.stringify({ route, status, invocation }),
  ];
  const startLine = (version: string, invocation: string): readonly [string, string] => [
    `2026/11/26/listbackup-prod-users-get[${version}]0123456789abcdef`,
    JSON.stringify({ type: "platform.start", record: { requestId: invocation, version } }),
  ];

  function count(counted: Counted): void {
    cloudwatch.on(GetMetricDataCommand).callsFake(async ({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map((query) => {
        const values = [counted[versionOf(query)]?.[query.MetricStat?.Metric?.MetricName ?? ""] ?? []].flat();
        return { Id: query.Id, Timestamps: values.map((_, minute) => new Date(60_000 * minute)), Values: values };
      }),
    }));
  }

  function versionOf({ MetricStat }: MetricDataQuery): string {
    const of = (name: string): string =>
      MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === name)?.Value ?? "all";
    return `${of("FunctionName")} ${of("ExecutedVersion")}`;
  }

  /** Requested versions, by request. */
  const requestedMetrics = (): readonly string[] =>
    cloudwatch
      .commandCalls(GetMetricDataCommand)
      .map(({ args: [{ input }] }) => [...new Set((input.MetricDataQueries ?? []).map(versionOf))].join(", "));

  async function observe(stage: Stage, meanwhile: () => void = () => undefined): Promise<Observation> {
    // Nothing is called; the emulator has no rate limit.
    const endpoint = "http://127.0.0.1:1";
    const target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint } as const;
    const { signal } = new AbortController();
    const monitor = await openMonitor({ target, stage }, SHIFTS, LIMITS, {
      warn: (line) => void warnings.push(line),
      signal,
    });
    meanwhile();
    return monitor(0, signal);
  }

  it("requests metrics of new versions, and of the old ones of those with traffic", async () => {
    count({ [USERS_NEW]: { Invocations: 200, Errors: 0 } });
    const { breaches, analyzed } = await observe(PRODUCTION);
    assert.deepEqual([breaches, analyzed], [[], 1]);
    assert.deepEqual(requestedMetrics(), [`${USERS_NEW}, ${TAGS_NEW}`, USERS_OLD]);
  });

  it("sends one request where nothing had traffic", async () => {
    assert.equal((await observe(PRODUCTION)).analyzed, 0);
    assert.equal(requestedMetrics().length, 1);
  });

  it("sums the metrics of the new versions, and of the old versions of the functions with traffic", async () => {
    count({
      [USERS_NEW]: { Invocations: [100, 100], Errors: [1, 0], Duration: [900, 80] },
      [USERS_OLD]: { Invocations: 900, Errors: 2, Duration: 70 },
      [TAGS_OLD]: { Invocations: 5_000, Errors: 50 },
    });
    const { current, baseline } = await observe(PRODUCTION);
    assert.deepEqual(
      [current, baseline],
      [
        { invocations: 200, errors: 1, failedResponses: 0, p95: 80 },
        { invocations: 900, errors: 2, failedResponses: 0, p95: null },
      ],
    );
  });

  it("reports the version that exceeds a limit", async () => {
    count({ [TAGS_NEW]: { Invocations: 200, Errors: 20 }, [TAGS_OLD]: { Invocations: 900, Errors: 0 } });
    const { breaches } = await observe(PRODUCTION);
    assert.deepEqual(breaches, [
      {
        name: "listbackup-prod-tags-list",
        reason: "version 8: 20 of 200 invocations failed; the limit is 1 %",
      },
    ]);
  });

  it("compares each version with its own old one", async () => {
    const times = (first: number, then: number) => ({ Invocations: [100, 100], Duration: [first, then] });
    count({
      [USERS_NEW]: times(900, 900),
      [USERS_OLD]: times(800, 800),
      [TAGS_NEW]: times(100, 900),
      [TAGS_OLD]: times(100, 100),
    });
    assert.deepEqual(
      (await observe(PRODUCTION)).breaches.map(({ name }) => name),
      ["listbackup-prod-tags-list"],
    );
  });

  it("ignores a version's first minute", async () => {
    const times = (first: number, then: number) => ({ Invocations: [100, 100], Duration: [first, then] });
    count({ [TAGS_NEW]: times(900, 100), [TAGS_OLD]: times(100, 100) });
    assert.deepEqual((await observe(PRODUCTION)).breaches, []);
  });

  describe("where responses are 5xx and no invocation fails", () => {
    const ids = Array.from({ length: 24 }, (_, index) => `1a2b3c4d-0000-4000-8000-0000000000${String(10 + index)}`);
    const failing = ids.map((id) => accessLine("GET /users/me", "500", id));
    const numbers = { [USERS_NEW]: { Invocations: 100 }, [USERS_OLD]: { Invocations: 900 } };

    it("finds the version that sent the responses", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => startLine("4", id)) });
      assert.deepEqual((await observe(PRODUCTION)).breaches, [
        { name: "listbackup-prod-users-get", reason: "version 4: 24 of 100 responses were 5xx; the limit is 1 %" },
      ]);
    });

    it("does not count the old version's responses for the new one", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => startLine("3", id)) });
      assert.deepEqual((await observe(PRODUCTION)).breaches, []);
    });

    it("extrapolates from the responses that were looked up, where they are enough", async () => {
      count(numbers);
      const some = ids.slice(0, 12).map((id, index) => startLine(index < 6 ? "4" : "3", id));
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": some });
      assert.match((await observe(PRODUCTION)).breaches[0]?.reason ?? "", /12 of 100 responses/);
    });

    it("does not extrapolate from few responses", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.slice(0, 2).map((id) => startLine("4", id)) });
      assert.deepEqual((await observe(PRODUCTION)).breaches, []);
    });

    it("reports a breach of the metrics without the logs", async () => {
      count({ [USERS_NEW]: { Invocations: 100, Errors: 50 } });
      logs.on(FilterLogEventsCommand).rejects(new Error("slow down"));
      assert.match((await observe(PRODUCTION)).breaches[0]?.reason ?? "", /50 of 100 invocations failed/);
    });

    it("does not take unread logs for success", async () => {
      count(numbers);
      logs.on(FilterLogEventsCommand).rejects(new Error("slow down"));
      await assert.rejects(observe(PRODUCTION), /slow down/);
    });

    it("ignores responses until there are metrics of their time", async () => {
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => startLine("4", id)) });
      const { breaches, analyzed } = await observe(PRODUCTION);
      assert.deepEqual([breaches, analyzed], [[], 0]);
    });

    it("ignores other routes, other statuses, and lines that are no access log", async () => {
      count(numbers);
      const other = ids.map((id, index) => accessLine(index % 2 === 0 ? "GET /other" : "GET /users/me", "404", id));
      write({ [ACCESS_LOG]: [...other, ["api", "not JSON"], accessLine("GET /users/me", "500", "-")] });
      assert.deepEqual((await observe(PRODUCTION)).breaches, []);
    });
  });

  it("reports an active alarm of the stage as a breach, also without traffic", async () => {
    const { breaches } = await observe(PRODUCTION, () => {
      setAlarms("api-5xx");
    });
    assert.deepEqual(breaches, [{ name: null, reason: "alarm api-5xx is in state ALARM: too many" }]);
  });

  it("ignores an alarm whose evaluation began before the rollout", async () => {
    const { breaches } = await observe(PRODUCTION, () => {
      const evaluatedDatapoints = [{ timestamp: "2026-11-26T20:00:00.000+0000" }];
      cloudwatch.on(DescribeAlarmsCommand, { AlarmNames: ["api-5xx", "dead-letters"] }).resolves({
        MetricAlarms: [
          { AlarmName: "api-5xx", StateValue: "ALARM", StateReasonData: JSON.stringify({ evaluatedDatapoints }) },
        ],
      });
    });
    assert.deepEqual(breaches, []);
  });

  it("warns of an alarm that was active before, and reports the others", async () => {
    setAlarms("dead-letters");
    assert.deepEqual((await observe(PRODUCTION)).breaches, []);
    assert.match(warnings.join(), /ignored by it: dead-letters/);
    const { breaches } = await observe(PRODUCTION, () => {
      setAlarms("dead-letters", "api-5xx");
    });
    assert.deepEqual(breaches, [{ name: null, reason: "alarm api-5xx is in state ALARM: too many" }]);
  });

  it("reads no alarm on a stage without alarms", async () => {
    await observe({ ...PRODUCTION, alarms: { kind: "off" } });
    assert.equal(cloudwatch.commandCalls(DescribeAlarmsCommand).length, 0);
  });
});
