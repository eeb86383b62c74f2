import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { type Aws } from "../../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY, type TagChange } from "../../schema/row";
import { block, blockSet, flag, json, number, type Shape, text, textMap, textSet } from "../../schema/schema";

const asTags = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const metric = {
  metricName: text({ required: true }),
  namespace: text(),
  period: number({ required: true }),
  stat: text({ required: true }),
  unit: text(),
  dimensions: textMap(),
};

const query = {
  id: text({ required: true }),
  expression: text({ length: [1, AWS_LIMITS.alarmExpression.max] }),
  label: text(),
  period: number(),
  returnData: flag({ default: false }),
  accountId: text(),
  metric: block(metric),
};

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

type Query = Shape<typeof query>;

const asDimensions = (dimensions: Readonly<Record<string, string>> | undefined) =>
  Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));
const fromDimensions = (found: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined) =>
  found === undefined || found.length === 0
    ? undefined
    : Object.fromEntries<string | undefined>(found.map(({ Name = "", Value }) => [Name, Value]));

const toQuery = ({ id, expression, label, period, returnData, accountId, metric: given }: Query): MetricDataQuery => ({
  Id: id,
  Expression: expression,
  Label: label,
  Period: period,
  // Left out, AWS takes it for true.
  ReturnData: returnData ?? false,
  AccountId: accountId,
  ...(given === undefined
    ? {}
    : {
        MetricStat: {
          Metric: {
            MetricName: given.metricName,
            Namespace: given.namespace,
            Dimensions: asDimensions(given.dimensions),
          },
          Period: given.period,
          Stat: given.stat,
          Unit: given.unit as "Count" | undefined,
        },
      }),
});

const fromQuery = ({ Id, Expression, Label, Period, ReturnData, AccountId, MetricStat: found }: MetricDataQuery) => ({
  id: Id,
  expression: Expression,
  label: Label,
  period: Period,
  returnData: ReturnData ?? false,
  accountId: AccountId,
  metric: found && {
    metricName: found.Metric?.MetricName,
    namespace: found.Metric?.Namespace,
    dimensions: fromDimensions(found.Metric?.Dimensions),
    period: found.Period,
    stat: found.Stat,
    unit: found.Unit,
  },
});

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
    ...(Object.keys(tags).length > 0 ? { Tags: asTags(tags) } : {}),
  });
}

const ofAlarm = (region: string, account: string, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

async function retag({ cloudwatch }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceARN = String(state["arn"]);
  if (removed.length > 0) await cloudwatch.untagResource({ ResourceARN, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await cloudwatch.tagResource({ ResourceARN, Tags: asTags(set) });
}

async function tagsOf({ cloudwatch }: Aws, arn: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = [] } = await cloudwatch.listTagsForResource({ ResourceARN: arn });
  return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

const HOUR_SECONDS = 3_600;

function periodsOf({ period, metricQueries }: Shape<typeof alarmInputs>): readonly number[] {
  const ofQueries = (metricQueries ?? []).map((one) => one.period ?? one.metric?.period);
  return [period, ...ofQueries].filter((one) => one !== undefined);
}

const metricAlarm = defineRow({
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
    const arn = found.AlarmArn ?? ofAlarm(aws.region, aws.account, id);
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

const compositeInputs = {
  alarmName: text({ required: true, replaces: true }),
  alarmRule: text({ required: true }),
  alarmDescription: text(),
  actionsEnabled: flag({ default: true, replaces: true }),
  alarmActions: textSet(),
  okActions: textSet(),
  insufficientDataActions: textSet(),
  tags: TAGS_PROPERTY,
};

async function putComposite(
  { cloudwatch }: Aws,
  given: Shape<typeof compositeInputs>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  await cloudwatch.putCompositeAlarm({
    AlarmName: given.alarmName,
    AlarmRule: given.alarmRule,
    AlarmDescription: given.alarmDescription,
    ActionsEnabled: given.actionsEnabled,
    AlarmActions: [...(given.alarmActions ?? [])],
    OKActions: [...(given.okActions ?? [])],
    InsufficientDataActions: [...(given.insufficientDataActions ?? [])],
    ...(Object.keys(tags).length > 0 ? { Tags: asTags(tags) } : {}),
  });
}

const compositeAlarm = defineRow({
  token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  inputs: compositeInputs,
  outputs: ["arn"],
  async create(aws, given) {
    await putComposite(aws, given, given.tagsAll);
    return given.alarmName;
  },
  async read(aws, id) {
    const { CompositeAlarms } = await aws.cloudwatch.describeAlarms({
      AlarmNames: [id],
      AlarmTypes: ["CompositeAlarm"],
    });
    const found = CompositeAlarms?.find((alarm) => alarm.AlarmName === id);
    if (found === undefined) return undefined;
    const arn = found.AlarmArn ?? ofAlarm(aws.region, aws.account, id);
    return {
      alarmName: found.AlarmName,
      alarmRule: found.AlarmRule,
      alarmDescription: found.AlarmDescription,
      actionsEnabled: found.ActionsEnabled ?? true,
      alarmActions: found.AlarmActions,
      okActions: found.OKActions,
      insufficientDataActions: found.InsufficientDataActions,
      arn,
      tags: await tagsOf(aws, arn),
    };
  },
  async update(aws, { news }) {
    await putComposite(aws, news, {});
  },
  retag,
  async remove({ cloudwatch }, id) {
    await cloudwatch.deleteAlarms({ AlarmNames: [id] });
  },
});

const dashboard = defineRow({
  token: "aws:cloudwatch/dashboard:Dashboard",
  inputs: { dashboardName: text({ required: true, replaces: true }), dashboardBody: json({ required: true }) },
  outputs: ["dashboardArn"],
  async create({ cloudwatch }, given) {
    await cloudwatch.putDashboard({ DashboardName: given.dashboardName, DashboardBody: given.dashboardBody });
    return given.dashboardName;
  },
  async read({ cloudwatch, account }, id) {
    const found = await cloudwatch.getDashboard({ DashboardName: id });
    return {
      dashboardName: id,
      dashboardBody: found.DashboardBody,
      dashboardArn: found.DashboardArn ?? `arn:aws:cloudwatch::${account}:dashboard/${id}`,
    };
  },
  async update({ cloudwatch }, { id, news }) {
    await cloudwatch.putDashboard({ DashboardName: id, DashboardBody: news.dashboardBody });
  },
  async remove({ cloudwatch }, id) {
    await cloudwatch.deleteDashboards({ DashboardNames: [id] });
  },
});

export const cloudwatchRows: readonly Row[] = [metricAlarm, compositeAlarm, dashboard];
