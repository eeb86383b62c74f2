import type { Inputs, PlannedResource } from "../review/plannedResource";
import { inputsAt, listAt, textAt } from "../review/plannedResource";
import { HOURS_PER_MONTH, PRICES } from "./prices";

/** What a resource costs by itself, each month. */
export type ResourceCost =
  | { readonly kind: "fixed"; readonly usd: number }
  /** By requests, stored bytes, messages or users: not known before it is used. */
  | { readonly kind: "usage" }
  | { readonly kind: "free" }
  /** This program has no price for the type. */
  | { readonly kind: "unknown" };

const FREE = { kind: "free" } as const;
const USAGE = { kind: "usage" } as const;

function fixed(usd: number): ResourceCost {
  return { kind: "fixed", usd };
}

/** Cost of each type that the components declare. */
const COSTS: Readonly<Record<string, ResourceCost | ((inputs: Inputs) => ResourceCost)>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs) => fixed(alarmMetrics(inputs) * PRICES.alarmMetric.usd),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": fixed(PRICES.compositeAlarm.usd),
  "aws:cloudwatch/dashboard:Dashboard": fixed(PRICES.dashboard.usd),
  "aws:kms/key:Key": fixed(PRICES.key.usd),
  "aws:secretsmanager/secret:Secret": fixed(PRICES.secret.usd),
  "aws:route53/zone:Zone": fixed(PRICES.zone.usd),
  "aws:route53/healthCheck:HealthCheck": fixed(PRICES.healthCheck.usd),
  "aws:dynamodb/table:Table": tableCost,
  ...Object.fromEntries(
    [
      "aws:lambda/function:Function",
      "aws:s3/bucket:Bucket",
      "aws:sqs/queue:Queue",
      "aws:sns/topic:Topic",
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:cloudwatch/eventBus:EventBus",
      "aws:cognito/userPool:UserPool",
      "aws:apigatewayv2/api:Api",
      "aws:scheduler/schedule:Schedule",
      "aws:sesv2/configurationSet:ConfigurationSet",
      "aws:sesv2/emailIdentity:EmailIdentity",
      "aws:cloudtrail/trail:Trail",
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      "aws:backup/plan:Plan",
      "aws:backup/vault:Vault",
    ].map((type) => [type, USAGE]),
  ),
  ...Object.fromEntries(
    [
      "aws:acm/certificate:Certificate",
      "aws:acm/certificateValidation:CertificateValidation",
      "aws:apigatewayv2/apiMapping:ApiMapping",
      "aws:apigatewayv2/deployment:Deployment",
      "aws:apigatewayv2/domainName:DomainName",
      "aws:apigatewayv2/stage:Stage",
      "aws:appautoscaling/policy:Policy",
      "aws:appautoscaling/target:Target",
      "aws:backup/selection:Selection",
      "aws:backup/vaultPolicy:VaultPolicy",
      "aws:budgets/budget:Budget",
      "aws:cloudwatch/eventRule:EventRule",
      "aws:cloudwatch/eventTarget:EventTarget",
      "aws:cognito/userGroup:UserGroup",
      "aws:cognito/userPoolClient:UserPoolClient",
      "aws:cognito/userPoolDomain:UserPoolDomain",
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      "aws:iam/policy:Policy",
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "aws:kms/alias:Alias",
      "aws:lambda/alias:Alias",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "aws:lambda/permission:Permission",
      "aws:route53/record:Record",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "aws:s3/bucketVersioning:BucketVersioning",
      "aws:ses/template:Template",
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      "aws:sns/topicSubscription:TopicSubscription",
      "aws:sqs/queuePolicy:QueuePolicy",
      "aws:ssm/parameter:Parameter",
    ].map((type) => [type, FREE]),
  ),
};

export function resourceCost({ type, inputs }: Pick<PlannedResource, "type" | "inputs">): ResourceCost {
  const cost = Object.hasOwn(COSTS, type) ? COSTS[type] : undefined;
  if (cost === undefined) return { kind: "unknown" };
  return typeof cost === "function" ? cost(inputs) : cost;
}

/** US dollars a month of resources that are not used. */
export function fixedCost(resources: readonly Pick<PlannedResource, "type" | "inputs">[]): number {
  return resources.map(resourceCost).reduce((sum, cost) => sum + (cost.kind === "fixed" ? cost.usd : 0), 0);
}

/** Metrics that an alarm is charged for: those of its queries, each metric of a Metrics Insights query counted. */
function alarmMetrics(inputs: Inputs): number {
  const queries = listAt(inputs, "metricQueries") as readonly Inputs[];
  if (queries.length === 0) return 1;
  return queries.reduce((sum, query) => sum + queriedMetrics(query), 0);
}

function queriedMetrics(query: Inputs): number {
  const expression = textAt(query, "expression");
  if (/^\s*SELECT\b/i.test(expression)) return expression.match(/\bFunctionName = '/g)?.length ?? 1;
  return Object.keys(inputsAt(query, "metric")).length > 0 ? 1 : 0;
}

/** Provisioned capacity has a price without a request; its indexes have a capacity of their own. */
function tableCost(inputs: Inputs): ResourceCost {
  if (inputs["billingMode"] !== "PROVISIONED") return USAGE;
  const all = [inputs, ...(listAt(inputs, "globalSecondaryIndexes") as readonly Inputs[])];
  const units = (key: string): number => all.reduce((sum, one) => sum + (Number(one[key]) || 0), 0);
  const hourly = units("readCapacity") * PRICES.readCapacity.usd + units("writeCapacity") * PRICES.writeCapacity.usd;
  return fixed(hourly * HOURS_PER_MONTH);
}
