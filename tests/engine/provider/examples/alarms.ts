import type { Example } from "./example";

const alarm = {
  name: "example-alarm",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 2,
  metricName: "Errors",
  namespace: "AWS/Lambda",
  statistic: "Sum",
  period: 60,
  threshold: 5,
  dimensions: { FunctionName: "example" },
  treatMissingData: "notBreaching",
  alarmActions: ["arn:aws:sns:us-west-2:123456789012:alarms"],
  tags: { part: "alarm" },
};

const maths = {
  name: "example-maths",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  threshold: 0.05,
  metricQueries: [
    { id: "rate", expression: "errors / calls", label: "rate", returnData: true },
    {
      id: "errors",
      metric: {
        metricName: "Errors",
        namespace: "AWS/Lambda",
        period: 60,
        stat: "Sum",
        dimensions: { FunctionName: "example" },
      },
    },
  ],
};

const composite = {
  alarmName: "example-composite",
  alarmRule: "ALARM(example-part)",
  alarmDescription: "First",
  tags: { part: "alarm" },
};

const scaled = {
  serviceNamespace: "dynamodb",
  resourceId: "table/example",
  scalableDimension: "dynamodb:table:ReadCapacityUnits",
};

const tracking = (targetValue: number) => ({
  ...scaled,
  name: "example-scaling",
  policyType: "TargetTrackingScaling",
  targetTrackingScalingPolicyConfiguration: {
    targetValue,
    predefinedMetricSpecification: { predefinedMetricType: "DynamoDBReadCapacityUtilization" },
  },
});

const widgets = (title: string): string =>
  JSON.stringify({
    widgets: [
      {
        type: "metric",
        width: 12,
        height: 6,
        x: 0,
        y: 0,
        properties: { title, region: "us-west-2", metrics: [["AWS/Lambda", "Errors"]] },
      },
    ],
  });

export const alarmExamples: readonly Example[] = [
  {
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: () => alarm,
    update: () => ({ ...alarm, threshold: 10, alarmDescription: "Second", okActions: alarm.alarmActions, tags: {} }),
    replace: { name: "example-other-alarm" },
    drift: {
      change: ({ cloudwatch }, id) => cloudwatch.disableAlarmActions({ AlarmNames: [id] }),
      shows: ["actionsEnabled"],
    },
  },
  {
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    title: "metric maths",
    inputs: () => maths,
    update: () => ({ ...maths, threshold: 0.1 }),
    unread: ["metricQueries", "statistic", "period"],
  },
  {
    token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    needs: async ({ cloudwatch }) => {
      await cloudwatch.putMetricAlarm({
        AlarmName: "example-part",
        ComparisonOperator: "GreaterThanThreshold",
        EvaluationPeriods: 1,
        MetricName: "Errors",
        Namespace: "AWS/Lambda",
        Statistic: "Sum",
        Period: 60,
        Threshold: 1,
      });
      return {};
    },
    inputs: () => composite,
    update: () => ({ ...composite, alarmRule: "NOT ALARM(example-part)", alarmDescription: "Second" }),
    replace: { alarmName: "example-other-composite" },
  },
  {
    token: "aws:cloudwatch/dashboard:Dashboard",
    inputs: () => ({ dashboardName: "example-dashboard", dashboardBody: widgets("First") }),
    update: () => ({ dashboardName: "example-dashboard", dashboardBody: widgets("Second") }),
    replace: { dashboardName: "example-other-dashboard" },
    drift: {
      change: ({ cloudwatch }, id) => cloudwatch.putDashboard({ DashboardName: id, DashboardBody: widgets("By hand") }),
      shows: ["dashboardBody"],
    },
  },
  {
    token: "aws:appautoscaling/target:Target",
    inputs: () => ({ ...scaled, minCapacity: 1, maxCapacity: 10 }),
    update: () => ({ ...scaled, minCapacity: 2, maxCapacity: 20 }),
    replace: { resourceId: "table/other" },
    unavailable: true,
  },
  {
    token: "aws:appautoscaling/policy:Policy",
    inputs: () => tracking(70),
    update: () => tracking(50),
    replace: { name: "example-other-scaling" },
    unavailable: true,
  },
];
