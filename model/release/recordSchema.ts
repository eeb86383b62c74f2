import { z } from "zod";
import { BACKUP_WAYS } from "../backup/set";
import { checklistSchema } from "../checklist/checklist";
import { recordedSettingsSchema } from "../stage/config";
import { STAGES } from "../stage/name";
import { OUTCOMES, OVERRIDES } from "./outcome";
import { phaseTimeSchema } from "./phaseTime";
import { releaseSchema } from "./release";

/** Origin of a release. */
const originSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("build") }),
  /** The release of the same stage that was restored. */
  z.strictObject({ kind: z.literal("rollback"), to: z.int(), automatic: z.boolean() }),
  /** The release of another stage, with the same artifacts. */
  z.strictObject({ kind: z.literal("promotion"), stage: z.enum(STAGES), id: z.int() }),
  /** The live release with another value of a parameter or secret. Versions: the one before, and the planned one. */
  z.strictObject({
    kind: z.literal("rotation"),
    action: z.enum(["rotate", "undo"]),
    /** `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe#key` */
    name: z.string(),
    from: z.string(),
    to: z.string(),
  }),
  /** A release with its data, from a backup set. */
  z.strictObject({
    kind: z.literal("restore"),
    /** Stage that the set is of, and its release. */
    stage: z.enum(STAGES),
    id: z.int(),
    set: z.int(),
    way: z.enum(BACKUP_WAYS),
    /** Id of the first deployment of this restore, which an interrupted one continues; null: this is it. */
    begun: z.int().nullable(),
  }),
]);
export type Origin = z.infer<typeof originSchema>;

/** Of a state without pending operations: the status need not read it. */
const stateSummarySchema = z.strictObject({
  /** Resources of AWS. */
  resources: z.int(),
  /** All entries, components included. */
  entries: z.int(),
  functions: z.int(),
  /** Address of the API. */
  url: z.string(),
});

/**
 * Record of a deployment to a stage: `releases/<stage>/<id>.json` in the deployments bucket. Written before the first
 * change, and again with the outcome. Together with the artifacts that it references it contains all that a rollback needs.
 */
export const recordSchema = z.strictObject({
  /** 2 where `deployed` has a summary, which programs that know only 1 cannot read. */
  schema: z.literal([1, 2]),
  /** Start of the deployment in Unix seconds; unique per stage. */
  id: z.int().positive(),
  stage: z.enum(STAGES),
  outcome: z.enum(OUTCOMES),
  /** Unix seconds; null while it runs, and if it was interrupted. */
  endedAt: z.int().nullable(),
  origin: originSchema,
  /** Services that were deployed into the live release; empty: all. */
  services: z.array(z.string()),
  /** The previous live release; null for the first. */
  replaced: z.int().nullable(),
  release: releaseSchema,
  /** Settings of the stage at that time. No secrets. */
  settings: recordedSettingsSchema,
  /** Published version by function; empty until the deployment ends. */
  versions: z.record(z.string(), z.string()),
  /** IAM path of the roles that these versions run in. Records of earlier versions of this program do not have it. */
  rolePath: z.string().optional(),
  /** Version of each parameter in the catalog, never its value. */
  parameters: z.record(z.string(), z.int()),
  /** Id of the current version of each secret in Secrets Manager. */
  secretVersions: z.record(z.string(), z.string()).default({}),
  /** By function: digest of the versions of the parameters and secrets that it reads, as in its environment. */
  parameterDigests: z.record(z.string(), z.string()).default({}),
  /** Version of this program. */
  program: z.string(),
  /** ARN of the caller. */
  who: z.string(),
  reason: z.string().nullable(),
  /** Approved on a terminal (`asked`), with an option (`beforehand`), or without approval, as an automatic rollback is. */
  approval: z.enum(["asked", "beforehand", "nobody"]),
  /** Overridden checks. */
  overrides: z.array(z.enum(OVERRIDES)),
  /** Duration of each step, in order. ms */
  steps: z.array(z.strictObject({ step: z.string(), milliseconds: z.number() })),
  /** Duration of each phase of each run of Pulumi. Records of earlier versions of this program do not have it. */
  phases: z.array(phaseTimeSchema).default([]),
  /** Verdict by check. */
  checks: z.array(z.strictObject({ id: z.string(), verdict: z.string() })),
  /** All migrations that have run on the stage, including those of this deployment. */
  migrated: z.array(z.string()).default([]),
  /** Migrations that this deployment ran, in order. */
  migrations: z
    .array(
      z.strictObject({
        id: z.string(),
        direction: z.enum(["forward", "back"]),
        outcome: z.enum(["done", "failed"]),
        milliseconds: z.int(),
      }),
    )
    .default([]),
  /** Ids of all seed rows written on the stage: each is written once. */
  seeded: z.array(z.string()).default([]),
  /** Seed rows of this deployment by table; `existing`: rows that existed and were not changed. */
  seeds: z.array(z.strictObject({ table: z.string(), written: z.int(), existing: z.int() })).default([]),
  /** Version by function that traffic was shifted to outside the engine; the engine's state is updated before its next run. */
  traffic: z.record(z.string(), z.string()).default({}),
  /** While traffic shifts: the old version by function. Recovery of an interrupted deployment shifts all traffic back to it. */
  shifting: z.record(z.string(), z.string()).default({}),
  /** Resources that existed in AWS and were taken over (`up --adopt`). */
  adopted: z.array(z.strictObject({ name: z.string(), type: z.string(), id: z.string() })).default([]),
  /** Data of a backup set that is on the stage, complete and compared with the set; null: none, or not yet. */
  restored: z
    .strictObject({
      tables: z.int(),
      items: z.int(),
      /** Items whose time to live ends soon: AWS may have deleted them, so they were not compared. */
      expiring: z.int(),
      users: z.int(),
      objects: z.int(),
      /** Unix seconds: the age of the newest data, when all of it was written before the set was started. */
      dataOf: z.int(),
    })
    .nullable()
    .default(null),
  /** Logical names of resources with pending changes: they are still as in the previous release. */
  undone: z.array(z.string()),
  error: z.strictObject({ code: z.string(), what: z.string() }).nullable(),
  /** The checklist before the deployment. */
  checklist: checklistSchema.default({}),
  /** Identity of the engine state that it was deployed with: a digest of the state's encrypted key; null: unknown. */
  lineage: z.string().nullable().default(null),
  /**
   * What it was deployed from, and the version of the state that it left: a deployment with equal ones has nothing to change.
   * Null: unknown, as in older records and after a failure.
   */
  deployed: z
    .strictObject({ inputs: z.string(), state: z.string(), summary: stateSummarySchema.optional() })
    .nullable()
    .default(null),
});

export type ReleaseRecord = z.infer<typeof recordSchema>;
