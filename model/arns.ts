import { queueName } from "./catalog/queueName";
import type { Catalog } from "./catalog/schema/catalog";
import { NAMES, ROLE_PATH, type StageNaming } from "./names";

/** ARNs derived from names: known before a resource exists, so previews are complete and phases are independent. */
export const arnOf = {
  table: (stage: StageNaming, name: string) => arn(stage, "dynamodb", `table/${NAMES.table.of(stage, name)}`),
  queue: (stage: StageNaming, queues: Catalog["data"]["queues"], name: string) =>
    arn(stage, "sqs", queueName(stage, queues, name)),
  bucket: (stage: StageNaming, name: string) => `arn:aws:s3:::${NAMES.bucket.of(stage, name)}`,
  rule: (stage: StageNaming, bus: string, name: string) =>
    arn(stage, "events", `rule/${NAMES.bus.of(stage, bus)}/${NAMES.rule.of(stage, name)}`),
  /** IAM is global: its ARNs have no region. */
  role: (stage: StageNaming, name: string) =>
    `arn:aws:iam::${stage.account}:role${ROLE_PATH}${NAMES.role.of(stage, name)}`,
  topic: (stage: StageNaming, name: string) => arn(stage, "sns", NAMES.topic.of(stage, name)),
  bus: (stage: StageNaming, name: string) => arn(stage, "events", `event-bus/${NAMES.bus.of(stage, name)}`),
  parameter: (stage: StageNaming, path: string) => arn(stage, "ssm", `parameter${path}`),
  /** Secrets Manager appends a hyphen and six random characters. */
  secret: (stage: StageNaming, name: string) => arn(stage, "secretsmanager", `secret:${name}-??????`),
  userPools: (stage: StageNaming) => arn(stage, "cognito-idp", "userpool/*"),
  /** Resources needed to send e-mail: the stage's domain, configuration set and templates. */
  email: (stage: StageNaming & { readonly domains: { readonly zone: string } }) => [
    arn(stage, "ses", `identity/${stage.domains.zone}`),
    arn(stage, "ses", `configuration-set/${NAMES.configurationSet.of(stage)}`),
    arn(stage, "ses", `template/${NAMES.emailTemplate.of(stage, "*")}`),
  ],
  logGroup: (stage: StageNaming, name: string) => arn(stage, "logs", `log-group:${name}:*`),
  /** Every function of the stage. */
  functions: (stage: StageNaming) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, "*")}`).replace(/-$/, ""),
  /** The alias that all callers of a function invoke. */
  live: (stage: StageNaming, service: string, name: string) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, service, name)}:${LIVE_ALIAS}`),
} as const;

/** Alias of the version that serves traffic. */
export const LIVE_ALIAS = "live";

function arn(stage: StageNaming, service: string, resource: string): string {
  return `arn:aws:${service}:${stage.region}:${stage.account}:${resource}`;
}
