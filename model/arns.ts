import { queueName } from "./catalog/queueName";
import type { Catalog } from "./catalog/schema/catalog";
import { NAMES, type Named } from "./names";

/** ARNs that follow from names: known before the resource is, so that previews are complete and phases independent. */
export const arnOf = {
  table: (stage: Named, name: string) => arn(stage, "dynamodb", `table/${NAMES.table.of(stage, name)}`),
  queue: (stage: Named, queues: Catalog["data"]["queues"], name: string) =>
    arn(stage, "sqs", queueName(stage, queues, name)),
  bucket: (stage: Named, name: string) => `arn:aws:s3:::${NAMES.bucket.of(stage, name)}`,
  rule: (stage: Named, bus: string, name: string) =>
    arn(stage, "events", `rule/${NAMES.bus.of(stage, bus)}/${NAMES.rule.of(stage, name)}`),
  /** IAM knows no region. */
  role: (stage: Named, name: string) => `arn:aws:iam::${stage.account}:role/${NAMES.role.of(stage, name)}`,
  topic: (stage: Named, name: string) => arn(stage, "sns", NAMES.topic.of(stage, name)),
  bus: (stage: Named, name: string) => arn(stage, "events", `event-bus/${NAMES.bus.of(stage, name)}`),
  parameter: (stage: Named, path: string) => arn(stage, "ssm", `parameter${path}`),
  /** Secrets Manager appends a hyphen and six characters of its own. */
  secret: (stage: Named, name: string) => arn(stage, "secretsmanager", `secret:${name}-??????`),
  userPools: (stage: Named) => arn(stage, "cognito-idp", "userpool/*"),
  /** What sending e-mail needs: the stage's domain, its configuration set, its templates. */
  email: (stage: Named & { readonly domains: { readonly zone: string } }) => [
    arn(stage, "ses", `identity/${stage.domains.zone}`),
    arn(stage, "ses", `configuration-set/${NAMES.configurationSet.of(stage)}`),
    arn(stage, "ses", `template/${NAMES.emailTemplate.of(stage, "*")}`),
  ],
  logGroup: (stage: Named, name: string) => arn(stage, "logs", `log-group:${name}:*`),
  /** Every function of the stage. */
  functions: (stage: Named) => arn(stage, "lambda", `function:${NAMES.function.of(stage, "*")}`).replace(/-$/, ""),
  /** The alias through which a function is called. */
  live: (stage: Named, service: string, name: string) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, service, name)}:${LIVE}`),
} as const;

/** Alias of the version that has the traffic. */
export const LIVE = "live";

function arn(stage: Named, service: string, resource: string): string {
  return `arn:aws:${service}:${stage.region}:${stage.account}:${resource}`;
}
