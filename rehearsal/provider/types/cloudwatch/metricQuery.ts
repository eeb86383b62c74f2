import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { block, flag, number, type Shape, text, textMap } from "../../schema/schema";

const metric = {
  metricName: text({ required: true }),
  namespace: text(),
  period: number({ required: true }),
  stat: text({ required: true }),
  unit: text(),
  dimensions: textMap(),
};

export const query = {
  id: text({ required: true }),
  expression: text({ length: [1, AWS_LIMITS.alarmExpression.max] }),
  label: text(),
  period: number(),
  returnData: flag({ default: false }),
  accountId: text(),
  metric: block(metric),
};

type Query = Shape<typeof query>;

export const asDimensions = (dimensions: Readonly<Record<string, string>> | undefined) =>
  Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));

export const fromDimensions = (
  found: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined,
) =>
  found === undefined || found.length === 0
    ? undefined
    : Object.fromEntries<string | undefined>(found.map(({ Name = "", Value }) => [Name, Value]));

export const toQuery = ({
  id,
  expression,
  label,
  period,
  returnData,
  accountId,
  metric: given,
}: Query): MetricDataQuery => ({
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

export const fromQuery = ({
  Id,
  Expression,
  Label,
  Period,
  ReturnData,
  AccountId,
  MetricStat: found,
}: MetricDataQuery) => ({
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
