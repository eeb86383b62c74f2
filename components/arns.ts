import { queueName } from "../model/catalog/queueName";
import type { Catalog } from "../model/catalog/schema";
import { NAMES } from "../model/names";
import type { Stage } from "../model/stage/stage";

/** ARNs that follow from names: known before the resource is, so that previews are complete and phases independent. */
export const arnOf = {
  table: (stage: Stage, name: string) => arn(stage, "dynamodb", `table/${NAMES.table.of(stage, name)}`),
  queue: (stage: Stage, queues: Catalog["data"]["queues"], name: string) =>
    arn(stage, "sqs", queueName(stage, queues, name)),
  bucket: (stage: Stage, name: string) => `arn:aws:s3:::${NAMES.bucket.of(stage, name)}`,
  rule: (stage: Stage, bus: string, name: string) =>
    arn(stage, "events", `rule/${NAMES.bus.of(stage, bus)}/${NAMES.rule.of(stage, name)}`),
  /** IAM knows no region. */
  role: (stage: Stage, name: string) => `arn:aws:iam::${stage.account}:role/${NAMES.role.of(stage, name)}`,
  topic: (stage: Stage, name: string) => arn(stage, "sns", NAMES.topic.of(stage, name)),
  bus: (stage: Stage, name: string) => arn(stage, "events", `event-bus/${NAMES.bus.of(stage, name)}`),
  parameter: (stage: Stage, path: string) => arn(stage, "ssm", `parameter${path}`),
  /** Secrets Manager appends a hyphen and six characters of its own. */
  secret: (stage: Stage, name: string) => arn(stage, "secretsmanager", `secret:${name}-??????`),
  userPools: (stage: Stage) => arn(stage, "cognito-idp", "userpool/*"),
  /** What sending e-mail needs: the stage's domain, its configuration set, its templates. */
  email: (stage: Stage) => [
    arn(stage, "ses", `identity/${stage.domains.zone}`),
    arn(stage, "ses", `configuration-set/${NAMES.configurationSet.of(stage)}`),
    arn(stage, "ses", `template/${NAMES.emailTemplate.of(stage, "*")}`),
  ],
  logGroup: (stage: Stage, name: string) => arn(stage, "logs", `log-group:${name}:*`),
  /** The alias through which a function is called. */
  live: (stage: Stage, service: string, name: string) =>
    arn(stage, "lambda", `function:${NAMES.function.of(stage, service, name)}:${LIVE}`),
} as const;

/** Alias of the version that has the traffic. */
export const LIVE = "live";

function arn(stage: Stage, service: string, resource: string): string {
  return `arn:aws:${service}:${stage.region}:${stage.account}:${resource}`;
}
