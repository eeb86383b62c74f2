import { z } from "zod";
import { CHECK_GROUPS } from "../catalog/schema/checks";
import { checklistSettingsSchema, NO_CHECKLIST } from "../checklist/checklist";
import { logRetentionDays } from "../logRetention";
import { REVIEW_THRESHOLDS } from "../review/severity";
import { auditTrailSchema, budgetSchema, githubSchema } from "./account";
import { failoverSchema } from "./failover";
import { STAGES } from "./name";
import { recoverySchema } from "./recovery";
import { recordedRolloutSchema, rolloutSchema } from "./rollout";

/*
 * Schema of the stage files, Pulumi.<stage>.yaml. Each key under `config:` is `listbackup:<field>` of this schema, except
 * `aws:region`. Every field is required, so a stage file is complete without hidden defaults. The descriptions are those of
 * docs/configuration.md.
 */

const functionName = z.string().regex(/^[a-z0-9-]+\/[A-Za-z0-9-]+$/, "write it as service/function");

const alarms = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    emails: z
      .array(z.email())
      .describe("Recipients of alarm notifications; AWS sends each a link to confirm the subscription."),
    errors: z.int().min(1).describe("Failed invocations of a service in five minutes."),
    throttles: z.int().min(1).describe("Throttled invocations of a service in five minutes."),
    durationPercent: z
      .int()
      .min(1)
      .max(100)
      .describe("Maximum duration of a service's slowest invocation, as a percentage of its longest timeout."),
    api5xxPercent: z.number().positive().max(100).describe("Maximum percentage of 5xx responses of the API."),
    apiLatencyMs: z.int().positive().describe("The 95th percentile of the API's latency, in milliseconds."),
  }),
]);

const verification = z.strictObject({
  acceptInconclusive: z
    .array(z.enum(CHECK_GROUPS))
    .describe(
      "Groups of checks that may be inconclusive: no traffic, no metric yet, or not supported by AWS. An inconclusive check of another group rolls the deployment back.",
    ),
});

const security = z.strictObject({
  stopAt: z
    .enum(REVIEW_THRESHOLDS)
    .describe("Findings of the security review from this severity on stop a deployment."),
});

const retention = z.strictObject({
  releases: z
    .int()
    .min(2)
    .max(1000)
    .describe("`prune` keeps the newest successful releases, whatever their age: a rollback to them is possible."),
  days: z
    .int()
    .min(1)
    .max(3650)
    .describe("`prune` keeps releases and copies of the state of so many days, whatever their number."),
});

const range = z
  .strictObject({
    min: z.int().min(1).describe("Lower bound, in capacity units."),
    max: z.int().min(1).describe("Upper bound, in capacity units."),
  })
  .refine(({ min, max }) => min <= max, { message: "min is larger than max" });

const capacity = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("on-demand") }).describe("Charged per request."),
  z
    .strictObject({
      kind: z.literal("autoscaled"),
      read: range,
      write: range,
      targetPercent: z.int().min(20).max(90).describe("Target utilisation of the capacity."),
    })
    .describe("Charged per hour; scales with the load within the bounds, for tables and their indexes."),
]);

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "write an AWS region, such as us-west-2");

export const stageSettingsSchema = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/, "an AWS account id has 12 digits")
    .describe("The AWS account of the stage. Credentials of any other are rejected."),
  domains: z.strictObject({
    zone: z.string().describe("Route 53 zone of the records."),
    api: z.string().describe("Domain of the API."),
    app: z.string().describe("Domain of the web app, which is deployed separately."),
  }),
  data: z.strictObject({
    protect: z.boolean().describe("Whether Pulumi rejects the deletion of tables, buckets and the user pool."),
    deletionProtection: z.boolean().describe("Whether AWS rejects the deletion of tables and the user pool."),
    pointInTimeRecovery: z.boolean().describe("Whether tables can be restored to any second of the last 35 days."),
    capacity: capacity.describe("How tables are charged and scale."),
    encryption: z
      .enum(["aws-owned", "aws-managed"])
      .describe(
        "Key of the tables: `aws-owned` is free of charge; `aws-managed` is a KMS key of the account, with each use in CloudTrail.",
      ),
    emptyBucketsOnDestroy: z.boolean().describe("Whether `destroy` may empty buckets."),
  }),
  functions: z.strictObject({
    architecture: z.enum(["arm64", "x86_64"]).describe("Processor of the functions."),
    logRetentionDays: logRetentionDays.describe("Days that logs of functions are kept."),
    logLevel: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]).describe("`LOG_LEVEL` of the functions."),
    tracing: z.boolean().describe("Whether X-Ray traces the functions."),
    reservedConcurrency: z
      .boolean()
      .describe(
        "Whether the catalog's reserved concurrency applies. It needs an account with a higher limit than the initial 10.",
      ),
    withoutHandler: z
      .enum(["placeholder", "refuse"])
      .describe("For a function without handler: deploy a placeholder that answers 501, or fail the build."),
    absent: z.array(functionName).describe("Functions that are absent from this stage, with their routes."),
  }),
  api: z.strictObject({
    throttle: z.strictObject({
      ratePerSecond: z.int().positive().describe("Requests per second of all routes together."),
      burst: z.int().positive().describe("Requests at once of all routes together."),
    }),
    corsOrigins: z.array(z.string().min(1)).min(1).describe("Origins whose pages may call the API."),
    accessLogRetentionDays: z.int().positive().describe("Days that the API's access log is kept."),
    customDomain: z
      .boolean()
      .describe(
        "Whether the API has its certificate, custom domain and alias record. Off until the zone is delegated.",
      ),
  }),
  identity: z.strictObject({
    callbackUrls: z.array(z.url()).min(1).describe("Addresses that a sign-in may return to."),
    logoutUrls: z.array(z.url()).min(1).describe("Addresses that a sign-out may return to."),
  }),
  drift: z.strictObject({
    vanishedPercent: z
      .int()
      .min(0)
      .max(100)
      .describe(
        "`refresh` stops if more than this percentage of resources is missing, because it may be in the wrong account.",
      ),
  }),
  alarms: alarms.describe("CloudWatch alarms, sent to the topic `alarms`."),
  rollout: rolloutSchema.describe("Progressive delivery. Rollbacks and first deployments shift all traffic at once."),
  verification,
  security,
  retention,
  recovery: recoverySchema.describe("Backups in another region, and the stage that takes over there."),
  failover: failoverSchema.describe("Route 53 failover of the API's name between two regions."),
  accepts: z.strictObject({
    branches: z.array(z.string()).describe("Branches whose builds may be deployed here; `*` is any."),
    promotionsFrom: z.array(z.enum(STAGES)).describe("Stages whose releases may be promoted here."),
  }),
  github: githubSchema.describe("Sign-in of GitHub Actions to the account. `bootstrap` applies it."),
  budget: budgetSchema.describe("Notifications of the account's costs. `bootstrap` applies it."),
  auditTrail: auditTrailSchema.describe("CloudTrail's record of every change in the account. `bootstrap` applies it."),
  checklist: checklistSettingsSchema,
  protected: z
    .boolean()
    .describe(
      "Whether the stage is protected: it is not destroyed, and some rules of the security review are stricter.",
    ),
  settings: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.string())
    .describe("Values of `setting:` references in the catalog, by name."),
});

export type StageSettings = z.infer<typeof stageSettingsSchema>;

/** Settings as recorded with a release: keys added later have the default of that time. */
export const recordedSettingsSchema = stageSettingsSchema.extend({
  rollout: recordedRolloutSchema,
  verification: verification.default({ acceptInconclusive: ["end-to-end", "integration", "metrics", "traces"] }),
  checklist: checklistSettingsSchema.default(NO_CHECKLIST),
  github: githubSchema.default({ kind: "off" }),
  budget: budgetSchema.default({ kind: "off" }),
  auditTrail: auditTrailSchema.default({ kind: "off" }),
  security: security.default({ stopAt: "never" }),
  retention: retention.default({ releases: 1000, days: 3650 }),
  recovery: recoverySchema.default({ kind: "off" }),
  failover: failoverSchema.default({ kind: "off" }),
});
