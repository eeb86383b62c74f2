import type { AwsErrorParts } from "./errorParts";

/** Prefix of a service's actions in policies, by service id. Source: Service Authorization Reference. */
const PREFIXES: Readonly<Record<string, string>> = {
  acm: "acm",
  cloudwatch: "cloudwatch",
  cloudwatchlogs: "logs",
  cognitoidentityprovider: "cognito-idp",
  dynamodb: "dynamodb",
  eventbridge: "events",
  iam: "iam",
  kms: "kms",
  lambda: "lambda",
  route53: "route53",
  s3: "s3",
  scheduler: "scheduler",
  secretsmanager: "secretsmanager",
  sesv2: "ses",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
  sts: "sts",
};

/** Operations whose action has another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject (and s3:ListBucket, to tell a missing object from a denied one)",
  "s3:CopyObject": "s3:GetObject and s3:PutObject",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:GetBucketCors": "s3:GetBucketCORS",
  "s3:PutBucketCors": "s3:PutBucketCORS",
  "lambda:Invoke": "lambda:InvokeFunction",
  "sqs:SendMessageBatch": "sqs:SendMessage",
};

/** The action that an operation needs; null where it is unknown. */
export function iamAction({ service, operation }: AwsErrorParts): string | null {
  const prefix = PREFIXES[service.toLowerCase().replace(/[^a-z0-9]/g, "")];
  if (prefix === undefined || operation === undefined) return null;
  const action = `${prefix}:${operation}`;
  return OTHER_NAMES[action] ?? action;
}
