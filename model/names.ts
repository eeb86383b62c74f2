import { NAME_LENGTHS } from "./limits/nameLengths";
import { SHORT_NAMES, STAGES } from "./stage/name";
import type { AnyStage } from "./stage/stage";

/** The parts of a stage that physical names contain. */
export type StageNaming = Pick<AnyStage, "name" | "short" | "account" | "region">;

const PREFIX = "listbackup";

/**
 * Every physical name, and AWS's limit on its length. All names are deterministic: what a crash left is found by name.
 * Sources of the limits: `model/limits/nameLengths.ts`.
 */
export const NAMES = {
  table: { limit: NAME_LENGTHS.table.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  /** The suffix .fifo counts towards the limit. */
  queue: { limit: NAME_LENGTHS.queue.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}.fifo` },
  standardQueue: {
    limit: NAME_LENGTHS.queue.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}`,
  },
  bucket: {
    limit: NAME_LENGTHS.bucket.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}-${s.account}-${s.region}`,
  },
  topic: { limit: NAME_LENGTHS.topic.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  bus: { limit: NAME_LENGTHS.bus.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  rule: { limit: NAME_LENGTHS.rule.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  schedule: { limit: NAME_LENGTHS.schedule.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  function: {
    limit: NAME_LENGTHS.function.max,
    of: (s: StageNaming, service: string, name = "") => `${PREFIX}-${s.short}-${service}-${name}`,
  },
  role: {
    limit: NAME_LENGTHS.role.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}-${s.region}`,
  },
  userPool: { limit: NAME_LENGTHS.userPool.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  client: { limit: NAME_LENGTHS.client.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  api: { limit: NAME_LENGTHS.api.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  userPoolDomain: {
    limit: NAME_LENGTHS.userPoolDomain.max,
    of: (s: StageNaming) => `${PREFIX}-${s.short}-${s.account}`,
  },
  /** With this prefix API Gateway may write without an entry in the size-limited resource policy of CloudWatch Logs. */
  accessLogs: {
    limit: NAME_LENGTHS.logGroup.max,
    of: (s: StageNaming, name: string) => `/aws/vendedlogs/${PREFIX}/${s.short}/${name}`,
  },
  logGroup: { limit: NAME_LENGTHS.logGroup.max, of: (s: StageNaming, name: string) => `/${PREFIX}/${s.short}/${name}` },
  /** Handlers build both names from STAGE, which is the stage's full name. */
  configurationSet: {
    limit: NAME_LENGTHS.configurationSet.max,
    of: (s: StageNaming) => `${PREFIX}-${s.name}-config-set`,
  },
  emailTemplate: {
    limit: NAME_LENGTHS.emailTemplate.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.name}-${name}`,
  },
  alarm: { limit: NAME_LENGTHS.alarm.max, of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}` },
  /** The provider adds 37 characters to the reference of a health check, which has no name. */
  healthCheck: {
    limit: NAME_LENGTHS.healthCheck.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}`,
  },
  dashboard: {
    limit: NAME_LENGTHS.dashboard.max,
    of: (s: StageNaming, name: string) => `${PREFIX}-${s.short}-${name}`,
  },
} as const;

/** Start of the names of all functions of a stage: `listbackup-dev-`. */
export function functionPrefix(stage: StageNaming): string {
  return NAMES.function.of(stage, "", "").replace(/-+$/, "-");
}

export type NameKind = keyof typeof NAMES;

/** As long as AWS's longest region name. */
const LONGEST_REGION = "ap-southeast-1";

/** Every stage with the longest names, and all in one account and region: for length and collision checks. */
export const WORST_CASE_STAGES: readonly StageNaming[] = STAGES.map((name) => ({
  name,
  short: SHORT_NAMES[name],
  account: "000000000000",
  region: LONGEST_REGION,
}));

/** IAM path of the roles of a stage's resources: the deployment role creates roles under it only. */
export const ROLE_PATH = `/${PREFIX}/`;

/** Roles that belong to no service; services must not have these names. */
export const NON_SERVICE_ROLES = ["api", "cognito-sms", "scheduler"] as const;

/** Pulumi's name of an alarm's subscription. */
export function subscriptionName(email: string): string {
  return `alarms-to-${email.replace(/[^A-Za-z0-9]+/g, "-")}`;
}

/** Topic for alarm notifications; it is not in the catalog. */
export const ALARM_TOPIC = "alarms";
/** Composite alarm: active when any failure alarm of the stage is. */
export const STAGE_ALARM = "stage";

/** Resources of the driver itself: one of each per account and region, shared by all stages. */
export const DRIVER_NAMES = {
  stateBucket: (s: Pick<StageNaming, "account" | "region">) => `${PREFIX}-state-${s.account}-${s.region}`,
  deploymentsBucket: (s: Pick<StageNaming, "account" | "region">) => `${PREFIX}-deployments-${s.account}-${s.region}`,
  /** Backup sets, and replicas of releases, artifacts and states, of stages that the stages of this region take over from. */
  backupsBucket: (s: Pick<StageNaming, "account" | "region">) => `${PREFIX}-backups-${s.account}-${s.region}`,
  stateKeyAlias: `alias/${PREFIX}-state`,
  /** Bucket with the account's recorded events. */
  auditBucket: (s: Pick<StageNaming, "account" | "region">) => `${PREFIX}-audit-${s.account}-${s.region}`,
  /** AWS Backup's vault of recovery points: one per account and region. */
  backupVault: `${PREFIX}-backups`,
  /** AWS Backup's plan of a stage. */
  backupPlan: (s: Pick<StageNaming, "short">) => `${PREFIX}-${s.short}-nightly`,
  /** In which AWS Backup backs tables up and restores them. */
  backupRole: `${PREFIX}-backup-role`,
  /** In which S3 replicates objects to the recovery stage's region. */
  replicationRole: `${PREFIX}-replication-role`,
  auditTrail: `${PREFIX}-audit`,
  budget: `${PREFIX}-monthly`,
  /** The role that CI and users assume to deploy. */
  deploymentRole: `${PREFIX}-deployment-role`,
  /** The role that previews changes of pull requests; it changes nothing. */
  previewRole: `${PREFIX}-preview-role`,
  /** The administrator for emergencies. */
  breakGlassRole: `${PREFIX}-break-glass-role`,
  /** Managed policy: permissions boundary of all roles that the deployment role creates. */
  boundary: `${PREFIX}-boundary`,
} as const;

/** Tag to find resources whose names are not unique: APIs and user pools. */
export const LOOKUP_TAG = "listbackup:lookup";

/** Tag of an additional API: the path that its routes begin with. */
export const API_PATH_TAG = "listbackup:path";
