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
 * `aws:region`. Every field is required, so a stage file is complete without hidden defaults.
 */

const functionName = z.string().regex(/^[a-z0-9-]+\/[A-Za-z0-9-]+$/, "write it as service/function");

const alarms = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    /** Recipients of alarm notifications; AWS sends each a link to confirm the subscription. */
    emails: z.array(z.email()),
    /** Failed invocations of a service in five minutes. */
    errors: z.int().min(1),
    /** Throttled invocations of a service in five minutes. */
    throttles: z.int().min(1),
    /** Maximum duration of a service's slowest invocation, as a percentage of its longest timeout. */
    durationPercent: z.int().min(1).max(100),
    /** Maximum percentage of 5xx responses of the API. */
    api5xxPercent: z.number().positive().max(100),
    /** The 95th percentile of the API's latency. ms */
    apiLatencyMs: z.int().positive(),
  }),
]);

const verification = z.strictObject({
  /** Groups of checks that may be inconclusive: no traffic, no metric yet, or not supported by AWS. */
  acceptInconclusive: z.array(z.enum(CHECK_GROUPS)),
});

const security = z.strictObject({
  /** Findings of the security review from this severity on stop a deployment. */
  stopAt: z.enum(REVIEW_THRESHOLDS),
});

const retention = z.strictObject({
  /** The newest successful releases stay, whatever their age: a rollback to them is possible. */
  releases: z.int().min(2).max(1000),
  /** Releases and copies of the state of so many days stay, whatever their number. */
  days: z.int().min(1).max(3650),
});

const range = z
  .strictObject({ min: z.int().min(1), max: z.int().min(1) })
  .refine(({ min, max }) => min <= max, { message: "min is larger than max" });

const capacity = z.discriminatedUnion("kind", [
  /** Charged per request. */
  z.strictObject({ kind: z.literal("on-demand") }),
  /** Charged per hour; scales with the load within the bounds, for tables and their indexes. */
  z.strictObject({
    kind: z.literal("autoscaled"),
    read: range,
    write: range,
    /** Target utilisation of the capacity. */
    targetPercent: z.int().min(20).max(90),
  }),
]);

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "write an AWS region, such as us-west-2");

export const stageSettingsSchema = z.strictObject({
  /** The AWS account of the stage; any other is rejected. */
  account: z.string().regex(/^\d{12}$/, "an AWS account id has 12 digits"),
  domains: z.strictObject({
    /** Route 53 zone the records go into. */
    zone: z.string(),
    api: z.string(),
    app: z.string(),
  }),
  data: z.strictObject({
    /** Pulumi rejects the deletion of resources with data. */
    protect: z.boolean(),
    /** AWS rejects the deletion of tables and user pools. */
    deletionProtection: z.boolean(),
    pointInTimeRecovery: z.boolean(),
    capacity,
    /** `aws-owned` is free of charge; `aws-managed` uses a KMS key of the account, with its use in CloudTrail. */
    encryption: z.enum(["aws-owned", "aws-managed"]),
    /** Whether a `destroy` may empty buckets. */
    emptyBucketsOnDestroy: z.boolean(),
  }),
  functions: z.strictObject({
    architecture: z.enum(["arm64", "x86_64"]),
    /** Log retention in days. CloudWatch allows only certain values. */
    logRetentionDays,
    logLevel: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]),
    tracing: z.boolean(),
    /** Honour the catalog's reserved concurrency. Needs an account with enough of it. */
    reservedConcurrency: z.boolean(),
    /** For a function without handler: deploy a placeholder that answers 501, or fail the build. */
    withoutHandler: z.enum(["placeholder", "refuse"]),
    /** Functions that are absent from this stage, with their routes. */
    absent: z.array(functionName),
  }),
  api: z.strictObject({
    throttle: z.strictObject({ ratePerSecond: z.int().positive(), burst: z.int().positive() }),
    corsOrigins: z.array(z.string().min(1)).min(1),
    accessLogRetentionDays: z.int().positive(),
    /** Certificate, custom domain and alias record. Off where the zone is not delegated. */
    customDomain: z.boolean(),
  }),
  identity: z.strictObject({
    callbackUrls: z.array(z.url()).min(1),
    logoutUrls: z.array(z.url()).min(1),
  }),
  drift: z.strictObject({
    /** `refresh` stops if more than this percentage of the stage's resources no longer exist. */
    vanishedPercent: z.int().min(0).max(100),
  }),
  alarms,
  rollout: rolloutSchema,
  verification,
  security,
  retention,
  recovery: recoverySchema,
  failover: failoverSchema,
  accepts: z.strictObject({
    /** Branches whose builds may be deployed here; `*` is any. */
    branches: z.array(z.string()),
    /** Stages whose releases may be promoted here. */
    promotionsFrom: z.array(z.enum(STAGES)),
  }),
  github: githubSchema,
  budget: budgetSchema,
  auditTrail: auditTrailSchema,
  checklist: checklistSettingsSchema,
  /** A protected stage is not destroyed until a commit sets this to false. */
  protected: z.boolean(),
  /** The stage's own values for the catalog's `setting:` references. */
  settings: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.string()),
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
