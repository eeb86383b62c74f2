import { strict as assert } from "node:assert";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { openWatch, type Observation } from "../../../../automation/rollout/watch";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const PRODUCTION = stageOf("production");
const LIMITS = { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 100 };
const SHIFTS = [
  { name: "listbackup-prod-users-get", from: "3", to: "4" },
  { name: "listbackup-prod-tags-list", from: "7", to: "8" },
];
const [USERS_NEW, USERS_OLD, TAGS_NEW, TAGS_OLD] = [
  "listbackup-prod-users-get 4",
  "listbackup-prod-users-get 3",
  "listbackup-prod-tags-list 8",
  "listbackup-prod-tags-list 7",
];

/** Numbers of versions, by `<function> <version>`. */
type Counted = Readonly<Record<string, Readonly<Record<string, number>>>>;

describe("what watches new versions", () => {
  const mockCloudWatch = () => mockClient(CloudWatchClient);
  let cloudwatch: ReturnType<typeof mockCloudWatch>;
  const warnings: string[] = [];
  before(() => {
    cloudwatch = mockCloudWatch();
  });
  after(() => {
    cloudwatch.restore();
  });
  beforeEach(() => {
    cloudwatch.reset();
    warnings.length = 0;
    ring("OK");
    count({});
  });

  function ring(StateValue: "OK" | "ALARM"): void {
    cloudwatch.on(DescribeAlarmsCommand).resolves({ CompositeAlarms: [{ StateValue, StateReason: "api-5xx rings" }] });
  }

  function count(counted: Counted): void {
    cloudwatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: GetMetricDataCommandInput) => ({
      MetricDataResults: MetricDataQueries.map((query) => {
        const value = counted[versionOf(query)]?.[query.MetricStat?.Metric?.MetricName ?? ""];
        return { Id: query.Id, Values: value === undefined ? [] : [value] };
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
    const target = { kind: "aws", region: stage.region, account: stage.account } as const;
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
    count({ [TAGS_NEW]: { Invocations: 200, Errors: 5 }, [TAGS_OLD]: { Invocations: 900, Errors: 0 } });
    const { breaches } = await look(PRODUCTION);
    assert.deepEqual(breaches, [
      {
        name: "listbackup-prod-tags-list",
        reason: "version 8: 5 of 200 invocations failed, and the limit is 1 %",
      },
    ]);
  });

  it("holds each version against its own old one", async () => {
    count({
      [USERS_NEW]: { Invocations: 200, Duration: 900 },
      [USERS_OLD]: { Invocations: 900, Duration: 800 },
      [TAGS_NEW]: { Invocations: 200, Duration: 900 },
      [TAGS_OLD]: { Invocations: 900, Duration: 100 },
    });
    assert.deepEqual(
      (await look(PRODUCTION)).breaches.map(({ name }) => name),
      ["listbackup-prod-tags-list"],
    );
  });

  it("takes the stage's alarm for a breach of the stage, also where no version was seen", async () => {
    const { breaches } = await look(PRODUCTION, () => {
      ring("ALARM");
    });
    assert.deepEqual(breaches, [{ name: null, reason: "the stage's alarm rings: api-5xx rings" }]);
  });

  it("tells of an alarm that rang before, and goes by the versions alone", async () => {
    ring("ALARM");
    assert.deepEqual(await look(PRODUCTION), { breaches: [], judged: 0 });
    assert.match(warnings.join(), /listbackup-prod-stage rings already/);
  });

  it("asks for no alarm on a stage without alarms", async () => {
    await look({ ...PRODUCTION, alarms: { kind: "off" } });
    assert.equal(cloudwatch.commandCalls(DescribeAlarmsCommand).length, 0);
  });
});
