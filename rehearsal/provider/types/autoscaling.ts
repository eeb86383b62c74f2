import type { Aws } from "../aws/aws";
import { jsonCall } from "../aws/jsonCall";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { block, flag, number, type Shape, text } from "../schema/schema";
import type { Properties } from "../values/values";

const call = (aws: Aws, operation: string, input: object): Promise<unknown> =>
  jsonCall(aws, "application-autoscaling", `AnyScaleFrontendService.${operation}`, input);

const scaled = {
  serviceNamespace: text({ required: true, replaces: true }),
  resourceId: text({ required: true, replaces: true }),
  scalableDimension: text({ required: true, replaces: true }),
};

const dimension = (of: Shape<typeof scaled> | Properties) => ({
  ServiceNamespace: of.serviceNamespace,
  ResourceId: of.resourceId,
  ScalableDimension: of.scalableDimension,
});

const targetInputs = {
  ...scaled,
  minCapacity: number({ required: true }),
  maxCapacity: number({ required: true }),
  roleArn: text({ computed: true }),
  tags: TAGS_PROPERTY,
};

interface ScalableTarget {
  readonly ScalableTargetARN?: string;
  readonly MinCapacity?: number;
  readonly MaxCapacity?: number;
  readonly RoleARN?: string;
}

const capacities = (given: Shape<typeof targetInputs>) => ({
  MinCapacity: given.minCapacity,
  MaxCapacity: given.maxCapacity,
  RoleARN: given.roleArn,
});

const target = defineRow({
  token: "aws:appautoscaling/target:Target",
  inputs: targetInputs,
  outputs: ["arn"],
  unavailableId: (given) => String(given["resourceId"]),
  async create(aws, given) {
    await call(aws, "RegisterScalableTarget", { ...dimension(given), ...capacities(given), Tags: given.tagsAll });
    return given.resourceId;
  },
  async read(aws, id, state) {
    const { serviceNamespace: ServiceNamespace, scalableDimension: ScalableDimension } = state;
    const { ScalableTargets = [] } = (await call(aws, "DescribeScalableTargets", {
      ServiceNamespace,
      ScalableDimension,
      ResourceIds: [id],
    })) as { readonly ScalableTargets?: readonly ScalableTarget[] };
    const [found] = ScalableTargets;
    if (found === undefined) return undefined;
    return {
      resourceId: id,
      minCapacity: found.MinCapacity,
      maxCapacity: found.MaxCapacity,
      roleArn: found.RoleARN,
      arn: found.ScalableTargetARN,
    };
  },
  async update(aws, { news }) {
    await call(aws, "RegisterScalableTarget", { ...dimension(news), ...capacities(news) });
  },
  async retag(aws, { state, set, removed }) {
    const ResourceARN = state["arn"];
    if (removed.length > 0) await call(aws, "UntagResource", { ResourceARN, TagKeys: removed });
    if (Object.keys(set).length > 0) await call(aws, "TagResource", { ResourceARN, Tags: set });
  },
  async remove(aws, _id, state) {
    await call(aws, "DeregisterScalableTarget", dimension(state));
  },
});

const policyInputs = {
  ...scaled,
  name: text({ replaces: true }),
  policyType: text({ default: "StepScaling" }),
  targetTrackingScalingPolicyConfiguration: block({
    targetValue: number({ required: true }),
    disableScaleIn: flag({ default: false }),
    scaleInCooldown: number(),
    scaleOutCooldown: number(),
    predefinedMetricSpecification: block({ predefinedMetricType: text({ required: true }) }),
  }),
};

async function putPolicy(aws: Aws, given: Shape<typeof policyInputs>): Promise<void> {
  const tracking = given.targetTrackingScalingPolicyConfiguration;
  await call(aws, "PutScalingPolicy", {
    ...dimension(given),
    PolicyName: given.name,
    PolicyType: given.policyType,
    ...(tracking === undefined
      ? {}
      : {
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: tracking.targetValue,
            DisableScaleIn: tracking.disableScaleIn,
            ScaleInCooldown: tracking.scaleInCooldown,
            ScaleOutCooldown: tracking.scaleOutCooldown,
            PredefinedMetricSpecification: {
              PredefinedMetricType: tracking.predefinedMetricSpecification?.predefinedMetricType,
            },
          },
        }),
  });
}

interface ScalingPolicy {
  readonly PolicyARN?: string;
  readonly PolicyType?: string;
  readonly TargetTrackingScalingPolicyConfiguration?: {
    readonly TargetValue?: number;
    readonly DisableScaleIn?: boolean;
    readonly ScaleInCooldown?: number;
    readonly ScaleOutCooldown?: number;
    readonly PredefinedMetricSpecification?: { readonly PredefinedMetricType?: string };
  };
}

const policy = defineRow({
  token: "aws:appautoscaling/policy:Policy",
  inputs: policyInputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  unavailableId: (given) => String(given["name"]),
  async create(aws, given) {
    await putPolicy(aws, given);
    return given.name ?? "";
  },
  async read(aws, id, state) {
    const { ScalingPolicies = [] } = (await call(aws, "DescribeScalingPolicies", {
      ...dimension(state),
      PolicyNames: [id],
    })) as { readonly ScalingPolicies?: readonly ScalingPolicy[] };
    const [found] = ScalingPolicies;
    if (found === undefined) return undefined;
    const tracking = found.TargetTrackingScalingPolicyConfiguration;
    return {
      name: id,
      policyType: found.PolicyType,
      targetTrackingScalingPolicyConfiguration: tracking && {
        targetValue: tracking.TargetValue,
        disableScaleIn: tracking.DisableScaleIn ?? false,
        scaleInCooldown: tracking.ScaleInCooldown,
        scaleOutCooldown: tracking.ScaleOutCooldown,
        predefinedMetricSpecification: {
          predefinedMetricType: tracking.PredefinedMetricSpecification?.PredefinedMetricType,
        },
      },
      arn: found.PolicyARN,
    };
  },
  async update(aws, { news }) {
    await putPolicy(aws, news);
  },
  async remove(aws, id, state) {
    await call(aws, "DeleteScalingPolicy", { ...dimension(state), PolicyName: id });
  },
});

export const autoscalingRows: readonly Row[] = [target, policy];
