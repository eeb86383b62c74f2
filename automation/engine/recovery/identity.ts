import type { Search } from "../../aws/resourceSearch";
import type { StateInputs } from "../state/exportedState";

/** Where a resource is. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

/**
 * How to know a resource that was being made when the engine was killed: it was asked for, and its id never told.
 * - `named`: the id follows from what was asked for; whether there is such a thing, a read says.
 * - `sought`: AWS chose the id, so that AWS is asked.
 * - `nothing`: making it makes nothing; it is made again.
 */
export type Identity =
  | { readonly kind: "named"; readonly id: (inputs: StateInputs, place: Place) => string }
  | { readonly kind: "sought"; readonly by: Search }
  | { readonly kind: "nothing" };

/** A property that is plain text. Names and references are; only values can be secret. */
export function textOf(inputs: StateInputs, property: string): string {
  const value = inputs[property];
  if (typeof value !== "string") throw new TypeError(`${property} is not a text`);
  return value;
}

const named = (property: string): Identity => ({ kind: "named", id: (inputs) => textOf(inputs, property) });

function joined(separator: string, ...properties: readonly string[]): Identity {
  return { kind: "named", id: (inputs) => properties.map((property) => textOf(inputs, property)).join(separator) };
}

const sought = (by: Search): Identity => ({ kind: "sought", by });

/** `arn:…:function:NAME:QUALIFIER` and `NAME` to NAME. */
export function functionNameOf(reference: string): string {
  const parts = reference.split(":");
  return (reference.startsWith("arn:") ? parts[6] : parts[0]) ?? reference;
}

const onBus: Identity = {
  kind: "named",
  id: (inputs) => {
    const { eventBusName: bus } = inputs;
    const name = textOf(inputs, "name");
    return typeof bus !== "string" || bus === "default" ? name : `${bus}/${name}`;
  },
};

const topicArn: Identity = {
  kind: "named",
  id: (inputs, { region, account }) => `arn:aws:sns:${region}:${account}:${textOf(inputs, "name")}`,
};

const aliasArn: Identity = {
  kind: "named",
  id: (inputs, { region, account }) =>
    `arn:aws:lambda:${region}:${account}:function:${functionNameOf(textOf(inputs, "functionName"))}:${textOf(inputs, "name")}`,
};

const recordKey: Identity = {
  kind: "named",
  id: (inputs) => {
    const { setIdentifier } = inputs;
    const suffix = typeof setIdentifier === "string" ? `_${setIdentifier}` : "";
    return `${textOf(inputs, "zoneId")}_${textOf(inputs, "name").replace(/\.$/, "")}_${textOf(inputs, "type")}${suffix}`;
  },
};

/** Every type that the program declares. A test holds that none is missing. */
export const IDENTITIES: Readonly<Record<string, Identity>> = {
  "aws:acm/certificate:Certificate": sought("certificate"),
  "aws:acm/certificateValidation:CertificateValidation": { kind: "nothing" },
  "aws:apigatewayv2/api:Api": sought("api"),
  "aws:apigatewayv2/apiMapping:ApiMapping": sought("apiMapping"),
  "aws:apigatewayv2/deployment:Deployment": sought("apiDeployment"),
  "aws:apigatewayv2/domainName:DomainName": named("domainName"),
  "aws:apigatewayv2/stage:Stage": named("name"),
  "aws:appautoscaling/policy:Policy": named("name"),
  "aws:appautoscaling/target:Target": named("resourceId"),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": named("alarmName"),
  "aws:cloudwatch/dashboard:Dashboard": named("dashboardName"),
  "aws:cloudwatch/eventBus:EventBus": named("name"),
  "aws:cloudwatch/eventRule:EventRule": onBus,
  "aws:cloudwatch/eventTarget:EventTarget": joined("-", "eventBusName", "rule", "targetId"),
  "aws:cloudwatch/logGroup:LogGroup": named("name"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("name"),
  "aws:cognito/userGroup:UserGroup": joined("/", "userPoolId", "name"),
  "aws:cognito/userPool:UserPool": sought("userPool"),
  "aws:cognito/userPoolClient:UserPoolClient": sought("userPoolClient"),
  "aws:cognito/userPoolDomain:UserPoolDomain": named("domain"),
  "aws:dynamodb/table:Table": named("name"),
  "aws:iam/role:Role": named("name"),
  "aws:iam/rolePolicy:RolePolicy": joined(":", "role", "name"),
  "aws:lambda/alias:Alias": aliasArn,
  "aws:lambda/eventSourceMapping:EventSourceMapping": sought("eventSourceMapping"),
  "aws:lambda/function:Function": named("name"),
  "aws:lambda/permission:Permission": named("statementId"),
  "aws:route53/record:Record": recordKey,
  "aws:s3/bucket:Bucket": named("bucket"),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": named("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": named("bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": named("bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": named("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": named("bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": named("bucket"),
  "aws:s3/bucketVersioning:BucketVersioning": named("bucket"),
  "aws:scheduler/schedule:Schedule": joined("/", "groupName", "name"),
  "aws:ses/template:Template": named("name"),
  "aws:sesv2/configurationSet:ConfigurationSet": named("configurationSetName"),
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": joined(
    "|",
    "configurationSetName",
    "eventDestinationName",
  ),
  "aws:sesv2/emailIdentity:EmailIdentity": named("emailIdentity"),
  "aws:sns/topic:Topic": topicArn,
  "aws:sns/topicSubscription:TopicSubscription": sought("topicSubscription"),
  "aws:sqs/queue:Queue": sought("queue"),
  "aws:sqs/queuePolicy:QueuePolicy": named("queueUrl"),
  "aws:ssm/parameter:Parameter": named("name"),
};
