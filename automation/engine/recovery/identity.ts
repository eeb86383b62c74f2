import type { Search } from "../../aws/resourceSearch";
import type { StateInputs } from "../state/exportedState";

/** Region and account of a resource. */
export interface AwsLocation {
  readonly region: string;
  readonly account: string;
}

/**
 * How to identify a resource whose creation was interrupted, so that its id is not in the state.
 * - `derived`: the id follows from the inputs; a read shows whether the resource exists.
 * - `searched`: AWS assigns the id, so a search in AWS finds it.
 * - `none`: its creation creates nothing in AWS; the next run repeats it.
 */
export type Identity =
  | { readonly kind: "derived"; readonly id: (inputs: StateInputs, location: AwsLocation) => string }
  | { readonly kind: "searched"; readonly by: Search }
  | { readonly kind: "none" };

/** A property with plain text. Names and references are plain text; only values can be secret. */
export function stringProperty(inputs: StateInputs, property: string): string {
  const value = inputs[property];
  if (typeof value !== "string") throw new TypeError(`${property} is not a string`);
  return value;
}

const idFromProperty = (property: string): Identity => ({
  kind: "derived",
  id: (inputs) => stringProperty(inputs, property),
});

function idFromProperties(separator: string, ...properties: readonly string[]): Identity {
  return {
    kind: "derived",
    id: (inputs) => properties.map((property) => stringProperty(inputs, property)).join(separator),
  };
}

const searchBy = (by: Search): Identity => ({ kind: "searched", by });

/** NAME of `arn:…:function:NAME:QUALIFIER` or of `NAME`. */
export function functionName(reference: string): string {
  const parts = reference.split(":");
  return (reference.startsWith("arn:") ? parts[6] : parts[0]) ?? reference;
}

const busRuleId: Identity = {
  kind: "derived",
  id: (inputs) => {
    const { eventBusName: bus } = inputs;
    const name = stringProperty(inputs, "name");
    return typeof bus !== "string" || bus === "default" ? name : `${bus}/${name}`;
  },
};

const topicArn: Identity = {
  kind: "derived",
  id: (inputs, { region, account }) => `arn:aws:sns:${region}:${account}:${stringProperty(inputs, "name")}`,
};

const aliasArn: Identity = {
  kind: "derived",
  id: (inputs, { region, account }) =>
    `arn:aws:lambda:${region}:${account}:function:${functionName(stringProperty(inputs, "functionName"))}:${stringProperty(inputs, "name")}`,
};

const recordId: Identity = {
  kind: "derived",
  id: (inputs) => {
    const { setIdentifier } = inputs;
    const suffix = typeof setIdentifier === "string" ? `_${setIdentifier}` : "";
    return `${stringProperty(inputs, "zoneId")}_${stringProperty(inputs, "name").replace(/\.$/, "")}_${stringProperty(inputs, "type")}${suffix}`;
  },
};

const budgetId: Identity = {
  kind: "derived",
  id: (inputs, { account }) => `${account}:${stringProperty(inputs, "name")}`,
};

const trailArn: Identity = {
  kind: "derived",
  id: (inputs, { region, account }) =>
    `arn:aws:cloudtrail:${region}:${account}:trail/${stringProperty(inputs, "name")}`,
};

const identityProviderArn: Identity = {
  kind: "derived",
  id: (inputs, { account }) =>
    `arn:aws:iam::${account}:oidc-provider/${stringProperty(inputs, "url").replace(/^https:\/\//, "")}`,
};

const managedPolicyId: Identity = {
  kind: "derived",
  // The programs give policies no path.
  id: (inputs, { account }) => `arn:aws:iam::${account}:policy/${stringProperty(inputs, "name")}`,
};

/** Every resource type of the programs. A test fails where one is missing. */
export const IDENTITIES: Readonly<Record<string, Identity>> = {
  "aws:acm/certificate:Certificate": searchBy("certificate"),
  "aws:acm/certificateValidation:CertificateValidation": { kind: "none" },
  "aws:apigatewayv2/api:Api": searchBy("api"),
  "aws:apigatewayv2/apiMapping:ApiMapping": searchBy("apiMapping"),
  "aws:apigatewayv2/deployment:Deployment": searchBy("apiDeployment"),
  "aws:apigatewayv2/domainName:DomainName": idFromProperty("domainName"),
  "aws:apigatewayv2/stage:Stage": idFromProperty("name"),
  "aws:appautoscaling/policy:Policy": idFromProperty("name"),
  "aws:appautoscaling/target:Target": idFromProperty("resourceId"),
  "aws:backup/plan:Plan": searchBy("backupPlan"),
  "aws:backup/selection:Selection": searchBy("backupSelection"),
  "aws:backup/vault:Vault": idFromProperty("name"),
  "aws:backup/vaultPolicy:VaultPolicy": idFromProperty("backupVaultName"),
  "aws:budgets/budget:Budget": budgetId,
  "aws:cloudtrail/trail:Trail": trailArn,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": idFromProperty("alarmName"),
  "aws:cloudwatch/dashboard:Dashboard": idFromProperty("dashboardName"),
  "aws:cloudwatch/eventBus:EventBus": idFromProperty("name"),
  "aws:cloudwatch/eventRule:EventRule": busRuleId,
  "aws:cloudwatch/eventTarget:EventTarget": idFromProperties("-", "eventBusName", "rule", "targetId"),
  "aws:cloudwatch/logGroup:LogGroup": idFromProperty("name"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": idFromProperty("name"),
  "aws:cognito/userGroup:UserGroup": idFromProperties("/", "userPoolId", "name"),
  "aws:cognito/userPool:UserPool": searchBy("userPool"),
  "aws:cognito/userPoolClient:UserPoolClient": searchBy("userPoolClient"),
  "aws:cognito/userPoolDomain:UserPoolDomain": idFromProperty("domain"),
  "aws:dynamodb/table:Table": idFromProperty("name"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": identityProviderArn,
  "aws:iam/policy:Policy": managedPolicyId,
  "aws:iam/role:Role": idFromProperty("name"),
  "aws:iam/rolePolicy:RolePolicy": idFromProperties(":", "role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": idFromProperties("/", "role", "policyArn"),
  "aws:kms/alias:Alias": idFromProperty("name"),
  // Created by the SDK and imported: no stack creates it.
  "aws:kms/key:Key": { kind: "none" },
  "aws:lambda/alias:Alias": aliasArn,
  "aws:lambda/eventSourceMapping:EventSourceMapping": searchBy("eventSourceMapping"),
  "aws:lambda/function:Function": idFromProperty("name"),
  "aws:lambda/permission:Permission": idFromProperty("statementId"),
  "aws:route53/healthCheck:HealthCheck": searchBy("healthCheck"),
  "aws:route53/record:Record": recordId,
  "aws:s3/bucket:Bucket": idFromProperty("bucket"),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": idFromProperty("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": idFromProperty("bucket"),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": idFromProperty("bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": idFromProperty("bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": idFromProperty("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": idFromProperty("bucket"),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": idFromProperty("bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": idFromProperty("bucket"),
  "aws:s3/bucketVersioning:BucketVersioning": idFromProperty("bucket"),
  "aws:scheduler/schedule:Schedule": idFromProperties("/", "groupName", "name"),
  "aws:ses/template:Template": idFromProperty("name"),
  "aws:sesv2/configurationSet:ConfigurationSet": idFromProperty("configurationSetName"),
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": idFromProperties(
    "|",
    "configurationSetName",
    "eventDestinationName",
  ),
  "aws:sesv2/emailIdentity:EmailIdentity": idFromProperty("emailIdentity"),
  "aws:sns/topic:Topic": topicArn,
  "aws:sns/topicSubscription:TopicSubscription": searchBy("topicSubscription"),
  "aws:sqs/queue:Queue": searchBy("queue"),
  "aws:sqs/queuePolicy:QueuePolicy": idFromProperty("queueUrl"),
  "aws:ssm/parameter:Parameter": idFromProperty("name"),
};
