import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import type { Aws } from "../../aws/aws";
import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { blockSet, flag, number, type Shape, text, textMap, textSet } from "../../schema/schema";
import { alarmArn, retag, tagsOf } from "./alarmTags";
import { query, asDimensions, fromDimensions, toQuery, fromQuery } from "./metricQuery";
import { tagList } from "../../schema/tags";

const alarmInputs = {
  name: text({ replaces: true, length: [1, 255] }),
  alarmDescription: text({ length: [0, 1_024] }),
  comparisonOperator: text({ required: true }),
  evaluationPeriods: number({ required: true }),
  datapointsToAlarm: number({ computed: true }),
  threshold: number(),
  metricName: text(),
  namespace: text(),
  statistic: text(),
  extendedStatistic: text(),
  period: number(),
  unit: text(),
  dimensions: textMap(),
  metricQueries: blockSet(query),
  treatMissingData: text({ default: "missing" }),
  actionsEnabled: flag({ default: true }),
  alarmActions: textSet(),
  okActions: textSet(),
  insufficientDataActions: textSet(),
  tags: TAGS_PROPERTY,
};

async function putAlarm(
  { cloudwatch }: Aws,
  given: Shape<typeof alarmInputs>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const queries = given.metricQueries ?? [];
  await cloudwatch.putMetricAlarm({
    AlarmName: given.name,
    AlarmDescription: given.alarmDescription,
    ComparisonOperator: given.comparisonOperator as "GreaterThanThreshold",
    EvaluationPeriods: given.evaluationPeriods,
    DatapointsToAlarm: given.datapointsToAlarm,
    Threshold: given.threshold,
    TreatMissingData: given.treatMissingData,
    ActionsEnabled: given.actionsEnabled,
    AlarmActions: [...(given.alarmActions ?? [])],
    OKActions: [...(given.okActions ?? [])],
    InsufficientDataActions: [...(given.insufficientDataActions ?? [])],
    ...(queries.length > 0
      ? { Metrics: queries.map(toQuery) }
      : {
          MetricName: given.metricName,
          Namespace: given.namespace,
          Statistic: given.statistic as "Sum" | undefined,
          ExtendedStatistic: given.extendedStatistic,
          Period: given.period,
          Unit: given.unit as "Count" | undefined,
          Dimensions: asDimensions(given.dimensions),
        }),
    ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
  });
}

const HOUR_SECONDS = 3_600;

function periodsOf({ period, metricQueries }: Shape<typeof alarmInputs>): readonly number[] {
  const ofQueries = (metricQueries ?? []).map((one) => one.period ?? one.metric?.period);
  return [period, ...ofQueries].filter((one) => one !== undefined);
}

export const metricAlarm = defineRow({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  inputs: alarmInputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create(aws, given) {
    await putAlarm(aws, given, given.tagsAll);
    return given.name ?? "";
  },
  async read(aws, id, state) {
    const { MetricAlarms } = await aws.cloudwatch.describeAlarms({ AlarmNames: [id], AlarmTypes: ["MetricAlarm"] });
    const found = MetricAlarms?.find((alarm) => alarm.AlarmName === id);
    if (found === undefined) return undefined;
    const arn = found.AlarmArn ?? alarmArn(aws.region, aws.account, id);
    // An emulator that keeps no metric maths leaves the queries out, and shows a metric of its own making instead.
    const queries = found.Metrics ?? [];
    const maths = queries.length > 0 || state["metricQueries"] !== undefined;
    const plain = {
      metricName: found.MetricName,
      namespace: found.Namespace,
      statistic: found.ExtendedStatistic === undefined ? found.Statistic : undefined,
      extendedStatistic: found.ExtendedStatistic,
      period: found.Period,
      unit: found.Unit,
      dimensions: fromDimensions(found.Dimensions),
    };
    return {
      name: found.AlarmName,
      alarmDescription: found.AlarmDescription,
      comparisonOperator: found.ComparisonOperator,
      evaluationPeriods: found.EvaluationPeriods,
      datapointsToAlarm: found.DatapointsToAlarm,
      threshold: found.Threshold,
      treatMissingData: found.TreatMissingData ?? "missing",
      actionsEnabled: found.ActionsEnabled ?? true,
      alarmActions: found.AlarmActions,
      okActions: found.OKActions,
      insufficientDataActions: found.InsufficientDataActions,
      ...(maths ? {} : plain),
      ...(queries.length > 0 ? { metricQueries: queries.map(fromQuery) } : {}),
      arn,
      tags: await tagsOf(aws, arn),
    };
  },
  async update(aws, { news }) {
    await putAlarm(aws, news, {});
  },
  retag,
  async remove({ cloudwatch }, id) {
    await cloudwatch.deleteAlarms({ AlarmNames: [id] });
  },
  validate: (given) => [
    ...((given.metricName === undefined) === (given.metricQueries === undefined)
      ? ["exactly one of metricName and metricQueries is needed"]
      : []),
    ...periodsOf(given).flatMap((period) => {
      const { max } = period < HOUR_SECONDS ? AWS_LIMITS.alarmShortPeriods : AWS_LIMITS.alarmLongPeriods;
      return period * given.evaluationPeriods > max
        ? [`${String(given.evaluationPeriods)} periods of ${String(period)} s are more than ${String(max)} s`]
        : [];
    }),
  ],
});
