import type { ProviderArgs } from "@pulumi/aws/provider";
import { RETRY_MODE } from "../../model/limits/requestSettings";
import type { AnyStage } from "../../model/stage/stage";

/** Services that the components use, by their names in the AWS provider. */
const SERVICES = [
  "acm",
  "apigatewayv2",
  "applicationautoscaling",
  "backup",
  "budgets",
  "cloudtrail",
  "cloudwatch",
  "cloudwatchlogs",
  "cognitoidp",
  "dynamodb",
  "eventbridge",
  "iam",
  "kms",
  "lambda",
  "route53",
  "s3",
  "scheduler",
  "ses",
  "sesv2",
  "sns",
  "sqs",
  "ssm",
  "sts",
] as const;

/** Tags of every resource that supports tags. */
export function defaultTags(stage: AnyStage): Readonly<Record<string, string>> {
  return { Project: "listbackup", Stage: stage.name, ManagedBy: "pulumi" };
}

/** Arguments of the AWS provider: only the stage's account and region, whatever the environment has. */
export function providerArgs(stage: AnyStage): ProviderArgs {
  return {
    region: stage.region,
    allowedAccountIds: [stage.account],
    // The provider sends a throttled request 25 times at most, which is its default.
    retryMode: RETRY_MODE,
    defaultTags: { tags: defaultTags(stage) },
    ...emulated(stage),
  };
}

function emulated({ rehearsal, account }: AnyStage): ProviderArgs {
  if (rehearsal === undefined) return {};
  const common = { skipMetadataApiCheck: true, s3UsePathStyle: true };
  // The offline provider gets the address of its emulator at start-up and rejects endpoints.
  if (rehearsal.provider === "offline") return common;
  return {
    ...common,
    // The emulator takes a 12-digit access key for the account.
    accessKey: account,
    secretKey: "rehearsal",
    skipCredentialsValidation: true,
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, rehearsal.endpoint]))],
  };
}
