import { queueName } from "./catalog/queueName";
import type { Catalog } from "./catalog/schema/catalog";
import { NAMES, type StageNaming } from "./names";

/** ARNs that follow from names: known before the resource is, so that previews are complete and phases independent. */
export const arnOf = {
  table: (stage: StageNaming, name: string) => arn(stage, "dynamodb", `table/${NAMES.table.of(stage, name)}`),
  queue: (stage: StageNaming, queues: Catalog["data"]["queues"], name: string) =>
    arn(stage, "sqs", queueName(stage, queues, name)),
  bucket: (stage: StageNaming, name: string) => `arn:aws:s3:::${NAMES.bucket.of(stage, name)}`,
  rule: (stage: StageNaming, bus: string, name: string) =>
    arn(stage, "events", `rule/${NAMES.bus.of(stage, bus)}/${NAMES.rule.of(stage, name)}`),
  /** IAM knows no region. */
  role: (stage: StageNaming, name: string) => `arn:aws:iam::${stage.account}:role/${NAMES.role.of(stage, name)}`,
  topic: (stage: StageNaming, name: string) => arn(stage, "sns", NAMES.topic.of(stage, name)),
  bus: (stage: StageNaming, name: string) => arn(stage, "events", `event-bus/${NAMES.bus.of(stage, name)}`),
  parameter: (stage: StageNaming, path: string) => arn(stage, "ssm", `parameter${path}`),
  /** Secrets Manager appends a hyphen and six characters of its own. */
  secret: (stage: StageNaming, name: string) => arn(stage, "secretsmanager", `secret:${name}-??????`),
  userPools: (stage: StageNaming) => arn(stage, "cognito-idp", "userpool/*"),
  /** What sending e-mail needs: the stage's domain, its configuration set, its templates. */
  email: (stage: StageNaming & { readonly domains: { readonly zone: string } }) => [
    arn(stage, "ses", `identity/${stage.domains.zone}`),
    arn(stage, "ses", `configuration-set/${NAMES.configurationSet.of(stage)}`),
    arn(stage, "ses", `template/${NAMES.emailTemplate.of(stage, "*")}`),
  ],
  logGroup: (stage: StageNaming, name: string) => arn(stage, "logs", `log-group:${name}:*`),
  /** Every function of the stage. */
  functions: (stage: StageNaming) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, "*")}`).replace(/-$/, ""),
  /** The alias through which a function is called. */
  live: (stage: StageNaming, service: string, name: string) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, service, name)}:${LIVE_ALIAS}`),
} as const;

/** Alias of the version that has the traffic. */
export const LIVE_ALIAS = "live";

function arn(stage: StageNaming, service: string, resource: string): string {
  return `arn:aws:${service}:${stage.region}:${stage.account}:${resource}`;
}
