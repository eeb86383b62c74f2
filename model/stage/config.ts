import { z } from "zod";
import { CHECK_GROUPS } from "../catalog/schema/checks";
import { logRetentionDays } from "../logRetention";
import { STAGES } from "./name";
import { recordedRolloutSchema, rolloutSchema } from "./rollout";

/*
 * The shape of what Pulumi.<stage>.yaml may say. Each key under `config:` is `listbackup:<field>` of this schema,
 * `aws:region` excepted. Every field is required: a stage file is read on its own, without a default hidden elsewhere.
 */

const functionName = z.string().regex(/^[a-z0-9-]+\/[A-Za-z0-9-]+$/, "write it as service/function");

const alarms = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    /** Who hears of an alarm; each has to confirm once, by a link that AWS sends. */
    emails: z.array(z.email()),
    /** Failed invocations of a service, in five minutes. */
    errors: z.int().min(1),
    /** Refused invocations of a service, in five minutes. */
    throttles: z.int().min(1),
    /** Share of its longest time-out that a service's slowest invocation may take, per cent. */
    durationPercent: z.int().min(1).max(100),
    /** Share of the API's answers that may be 5xx, per cent. */
    api5xxPercent: z.number().positive().max(100),
    /** The 95th percentile of the API's latency. ms */
    apiLatencyMs: z.int().positive(),
  }),
]);

const verification = z.strictObject({
  /** Groups of checks that may end without a verdict: no traffic, no metric yet, or AWS does not offer it. */
  acceptInconclusive: z.array(z.enum(CHECK_GROUPS)),
});

const range = z
  .strictObject({ min: z.int().min(1), max: z.int().min(1) })
  .refine(({ min, max }) => min <= max, { message: "min is larger than max" });

const capacity = z.discriminatedUnion("kind", [
  /** Paid by request. */
  z.strictObject({ kind: z.literal("on-demand") }),
  /** Paid by the hour; follows the load between the bounds, for tables and their indexes alike. */
  z.strictObject({
    kind: z.literal("autoscaled"),
    read: range,
    write: range,
    /** Share of the capacity that may be in use before more is added. */
    targetPercent: z.int().min(20).max(90),
  }),
]);

export const stageSettingsSchema = z.strictObject({
  /** The AWS account this stage lives in; any other is refused. */
  account: z.string().regex(/^\d{12}$/, "an AWS account id has 12 digits"),
  domains: z.strictObject({
    /** Route 53 zone the records go into. */
    zone: z.string(),
    api: z.string(),
    app: z.string(),
  }),
  data: z.strictObject({
    /** Pulumi refuses to delete what holds data. */
    protect: z.boolean(),
    /** AWS refuses to delete tables and user pools. */
    deletionProtection: z.boolean(),
    pointInTimeRecovery: z.boolean(),
    capacity,
    /** `aws-owned` costs nothing; `aws-managed` uses a key of the account and leaves a trail of its use. */
    encryption: z.enum(["aws-owned", "aws-managed"]),
    /** Whether a `destroy` may empty buckets. */
    emptyBucketsOnDestroy: z.boolean(),
  }),
  functions: z.strictObject({
    architecture: z.enum(["arm64", "x86_64"]),
    /** Days that logs are kept. CloudWatch takes only certain numbers. */
    logRetentionDays,
    logLevel: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]),
    tracing: z.boolean(),
    /** Honour the catalog's reserved concurrency. Needs an account with enough of it. */
    reservedConcurrency: z.boolean(),
    /** What becomes of a function without handler: a placeholder that answers 501, or a refusal to build. */
    withoutHandler: z.enum(["placeholder", "refuse"]),
    /** Functions that this stage does without: no function, no route. */
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
    /** A refresh stops when more of the stage's resources are gone. per cent */
    vanishedPercent: z.int().min(0).max(100),
  }),
  alarms,
  rollout: rolloutSchema,
  verification,
  accepts: z.strictObject({
    /** Branches whose builds may come up here; `*` is any. */
    branches: z.array(z.string()),
    /** Stages whose releases may be promoted here. */
    promotionsFrom: z.array(z.enum(STAGES)),
  }),
  /** Nothing takes this stage down without `protected` being set to false in a commit of its own. */
  protected: z.boolean(),
  /** The stage's own values for the catalog's `setting:` references. */
  settings: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.string()),
});

export type StageSettings = z.infer<typeof stageSettingsSchema>;

/** Settings as a release has written them down: what came later has a value of then. */
export const recordedSettingsSchema = stageSettingsSchema.extend({
  rollout: recordedRolloutSchema,
  verification: verification.default({ acceptInconclusive: ["end-to-end", "integration", "metrics", "traces"] }),
});
