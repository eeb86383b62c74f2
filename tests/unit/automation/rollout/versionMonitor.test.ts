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
import { openWatch, type Observation, type WatchedShift } from "../../../../automation/rollout/versionMonitor";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const PRODUCTION = stageOf("production");
const LIMITS = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };
const SHIFTS: readonly WatchedShift[] = [
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

/** Numbers of versions, by `<function> <version>`; several are one a minute. */
type Counted = Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;

describe("what watches new versions", () => {
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
    ring();
    count({});
  });

  /** The stage's alarm has two members; those that are named ring. */
  function ring(...names: readonly string[]): void {
    cloudwatch
      .on(DescribeAlarmsCommand, { AlarmTypes: ["CompositeAlarm"] })
      .resolves({ CompositeAlarms: [{ AlarmRule: 'ALARM("api-5xx") OR ALARM("dead-letters")' }] })
      .on(DescribeAlarmsCommand, { AlarmNames: ["api-5xx", "dead-letters"] })
      .resolves({
        MetricAlarms: names.map((AlarmName) => ({ AlarmName, StateValue: "ALARM", StateReason: "too many" })),
      });
  }

  type Written = Readonly<Record<string, readonly (readonly [stream: string, message: string])[]>>;

  /** What the log groups hold, from one second after the epoch on. */
  function write(written: Written): void {
    logs.on(FilterLogEventsCommand).callsFake(async ({ logGroupName = "" }: FilterLogEventsCommandInput) => ({
      events: (written[logGroupName] ?? []).map(([logStreamName, message]) => ({
        logStreamName,
        message,
        timestamp: 1_000,
      })),
    }));
  }

  const answer = (route: string, status: string, invocation: string): readonly [string, string] => [
    "api",
    JSON.stringify({ route, status, invocation }),
  ];
  const ran = (version: string, invocation: string): readonly [string, string] => [
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

  /** Versions that were asked for, a request a line. */
  const asked = (): readonly string[] =>
    cloudwatch
      .commandCalls(GetMetricDataCommand)
      .map(({ args: [{ input }] }) => [...new Set((input.MetricDataQueries ?? []).map(versionOf))].join(", "));

  async function look(stage: Stage, meanwhile: () => void = () => undefined): Promise<Observation> {
    // Nobody is asked: an emulator is not paced, as AWS is.
    const endpoint = "http://127.0.0.1:1";
    const target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint } as const;
    const { signal } = new AbortController();
    const watch = await openWatch({ target, stage }, SHIFTS, LIMITS, {
      warn: (line) => void warnings.push(line),
      signal,
    });
    meanwhile();
    return watch(0, signal);
  }

  it("asks for new versions, and for the old ones of those that had traffic", async () => {
    count({ [USERS_NEW]: { Invocations: 200, Errors: 0 } });
    assert.deepEqual(await look(PRODUCTION), { breaches: [], judged: 1 });
    assert.deepEqual(asked(), [`${USERS_NEW}, ${TAGS_NEW}`, USERS_OLD]);
  });

  it("asks once where nothing had traffic", async () => {
    assert.deepEqual(await look(PRODUCTION), { breaches: [], judged: 0 });
    assert.equal(asked().length, 1);
  });

  it("says which version breaks a limit, and how", async () => {
    count({ [TAGS_NEW]: { Invocations: 200, Errors: 20 }, [TAGS_OLD]: { Invocations: 900, Errors: 0 } });
    const { breaches } = await look(PRODUCTION);
    assert.deepEqual(breaches, [
      {
        name: "listbackup-prod-tags-list",
        reason: "version 8: 20 of 200 invocations failed, and the limit is 1 %",
      },
    ]);
  });

  it("holds each version against its own old one", async () => {
    const times = (first: number, then: number) => ({ Invocations: [100, 100], Duration: [first, then] });
    count({
      [USERS_NEW]: times(900, 900),
      [USERS_OLD]: times(800, 800),
      [TAGS_NEW]: times(100, 900),
      [TAGS_OLD]: times(100, 100),
    });
    assert.deepEqual(
      (await look(PRODUCTION)).breaches.map(({ name }) => name),
      ["listbackup-prod-tags-list"],
    );
  });

  it("does not take a version's first minute for what it is like", async () => {
    const times = (first: number, then: number) => ({ Invocations: [100, 100], Duration: [first, then] });
    count({ [TAGS_NEW]: times(900, 100), [TAGS_OLD]: times(100, 100) });
    assert.deepEqual((await look(PRODUCTION)).breaches, []);
  });

  describe("that answer 5xx and fail no invocation", () => {
    const ids = Array.from({ length: 24 }, (_, index) => `1a2b3c4d-0000-4000-8000-0000000000${String(10 + index)}`);
    const failing = ids.map((id) => answer("GET /users/me", "500", id));
    const numbers = { [USERS_NEW]: { Invocations: 100 }, [USERS_OLD]: { Invocations: 900 } };

    it("is told which version gave the answers", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => ran("4", id)) });
      assert.deepEqual((await look(PRODUCTION)).breaches, [
        { name: "listbackup-prod-users-get", reason: "version 4: 24 of 100 answers were 5xx, and the limit is 1 %" },
      ]);
    });

    it("does not blame the new version for the old one's", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => ran("3", id)) });
      assert.deepEqual((await look(PRODUCTION)).breaches, []);
    });

    it("counts what is not looked up as what is, where that is enough", async () => {
      count(numbers);
      const some = ids.slice(0, 12).map((id, index) => ran(index < 6 ? "4" : "3", id));
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": some });
      assert.match((await look(PRODUCTION)).breaches[0]?.reason ?? "", /12 of 100 answers/);
    });

    it("lets few that are looked up speak for themselves alone", async () => {
      count(numbers);
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.slice(0, 2).map((id) => ran("4", id)) });
      assert.deepEqual((await look(PRODUCTION)).breaches, []);
    });

    it("does not wait for logs with what the numbers say", async () => {
      count({ [USERS_NEW]: { Invocations: 100, Errors: 50 } });
      logs.on(FilterLogEventsCommand).rejects(new Error("slow down"));
      assert.match((await look(PRODUCTION)).breaches[0]?.reason ?? "", /50 of 100 invocations failed/);
    });

    it("does not take logs that never were read for answers that went well", async () => {
      count(numbers);
      logs.on(FilterLogEventsCommand).rejects(new Error("slow down"));
      await assert.rejects(look(PRODUCTION), /slow down/);
    });

    it("waits with answers until the numbers of their time are there", async () => {
      write({ [ACCESS_LOG]: failing, "/listbackup/prod/users": ids.map((id) => ran("4", id)) });
      assert.deepEqual(await look(PRODUCTION), { breaches: [], judged: 0 });
    });

    it("passes by other routes, other answers, and what is no line of the access log", async () => {
      count(numbers);
      const other = ids.map((id, index) => answer(index % 2 === 0 ? "GET /other" : "GET /users/me", "404", id));
      write({ [ACCESS_LOG]: [...other, ["api", "not JSON"], answer("GET /users/me", "500", "-")] });
      assert.deepEqual((await look(PRODUCTION)).breaches, []);
    });
  });

  it("takes an alarm of the stage for a breach of the stage, also where no version was seen", async () => {
    const { breaches } = await look(PRODUCTION, () => {
      ring("api-5xx");
    });
    assert.deepEqual(breaches, [{ name: null, reason: "the alarm api-5xx rings: too many" }]);
  });

  it("waits with an alarm that is judged by the time before", async () => {
    const { breaches } = await look(PRODUCTION, () => {
      const evaluatedDatapoints = [{ timestamp: "2026-11-26T20:00:00.000+0000" }];
      cloudwatch.on(DescribeAlarmsCommand, { AlarmNames: ["api-5xx", "dead-letters"] }).resolves({
        MetricAlarms: [
          { AlarmName: "api-5xx", StateValue: "ALARM", StateReasonData: JSON.stringify({ evaluatedDatapoints }) },
        ],
      });
    });
    assert.deepEqual(breaches, []);
  });

  it("tells of an alarm that rang before, and goes by the others", async () => {
    ring("dead-letters");
    assert.deepEqual((await look(PRODUCTION)).breaches, []);
    assert.match(warnings.join(), /does not stop this rollout: dead-letters/);
    const { breaches } = await look(PRODUCTION, () => {
      ring("dead-letters", "api-5xx");
    });
    assert.deepEqual(breaches, [{ name: null, reason: "the alarm api-5xx rings: too many" }]);
  });

  it("asks for no alarm on a stage without alarms", async () => {
    await look({ ...PRODUCTION, alarms: { kind: "off" } });
    assert.equal(cloudwatch.commandCalls(DescribeAlarmsCommand).length, 0);
  });
});
