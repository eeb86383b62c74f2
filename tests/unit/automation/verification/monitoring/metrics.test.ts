import { strict as assert } from "node:assert";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { checkMetrics, exceededLimits } from "../../../../../automation/verification/monitoring/metrics";
import type { FunctionMetrics } from "../../../../../automation/aws/monitoring/metrics";
import type { Subject } from "../../../../../automation/verification/subject";
import { errorVerdict, type Verdict } from "../../../../../automation/verification/verdict";
import type { CheckOf } from "../../../../../model/catalog/schema/checks";
import type { StageFunction } from "../../../../../model/stage/functions";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const FN = {
  id: "tags/list",
  spec: { timeout: 10 },
  service: { defaults: { timeout: 6 } },
} as unknown as StageFunction;
const LIMITS = { errorPercent: 1, throttles: 0, durationPercent: 80 };
const GOOD: FunctionMetrics = { invocations: 1_000, errors: 10, throttles: 0, p95: 8_000 };

describe("exceededLimits", () => {
  const CASES: readonly (readonly [what: string, Partial<FunctionMetrics>, readonly string[]])[] = [
    ["at every limit", {}, []],
    ["one error too many", { errors: 11 }, ["tags/list: 11 of 1000 invocations failed"]],
    ["a throttled invocation", { throttles: 1 }, ["tags/list: 1 invocations were throttled"]],
    ["too slow", { p95: 8_001 }, ["tags/list: the 95th percentile of its duration is 8001 ms of 10000 ms"]],
    ["no duration yet", { p95: null }, []],
  ];
  for (const [what, change, expected] of CASES) {
    it(`${what}`, () => {
      assert.deepEqual(exceededLimits(FN, { ...GOOD, ...change }, LIMITS), expected);
    });
  }
});

describe("checkMetrics", () => {
  const STAGE = stageOf("production");
  const cloudWatch = useMock(() => mockClient(CloudWatchClient));

  /** @param numbers what CloudWatch has of the first function, by metric */
  function check(numbers: Readonly<Record<string, number>>): Promise<Verdict> {
    cloudWatch()
      .on(GetMetricDataCommand)
      .callsFake(({ MetricDataQueries = [] }: { MetricDataQueries?: Query[] }) => {
        const [first] = MetricDataQueries;
        const own = MetricDataQueries.filter(({ MetricStat }) => nameOf(MetricStat) === nameOf(first?.MetricStat));
        return {
          MetricDataResults: own.flatMap(({ Id, MetricStat }) => {
            const number = numbers[MetricStat.Metric.MetricName];
            return number === undefined ? [] : [{ Id, Values: [number] }];
          }),
        };
      });
    const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
    const subject = { target, stage: STAGE, release: releaseOf(smallCatalog()), since: Date.now() - 60_000 };
    const spec = { kind: "metrics", ...LIMITS } as CheckOf<"metrics">;
    return checkMetrics(subject as unknown as Subject, spec, new AbortController().signal).catch(errorVerdict);
  }
  interface Query {
    readonly Id: string;
    readonly MetricStat: Stat;
  }
  interface Stat {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { readonly Value: string }[] };
  }
  const nameOf = (stat: Stat | undefined): string => stat?.Metric.Dimensions[0]?.Value ?? "";

  it("fails for a function with throttles only", async () => {
    const verdict = await check({ Throttles: 7 });
    assert.match(verdict.kind === "failed" ? verdict.reason : "", /^\w+\/\w+: 7 invocations were throttled$/);
  });

  it("is inconclusive without invocations", async () => {
    assert.equal((await check({ Invocations: 0 })).kind, "inconclusive");
  });

  it("passes with invocations within the limits", async () => {
    assert.deepEqual(await check({ Invocations: 3, Errors: 0 }), {
      kind: "passed",
      note: "3 invocations of 1 functions",
    });
  });
});
