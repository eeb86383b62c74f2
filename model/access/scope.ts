import { DRIVER_NAMES, NAMES, type StageNaming } from "../names";
import { recoveryStageName } from "../stage/recoveryStage";
import type { Stage } from "../stage/stage";

/** The parts of a stage that the policies of its account contain. */
export interface AccessStage extends StageNaming {
  /** Route 53 zone of its records. */
  readonly zone: string;
  /** Domain of its API. */
  readonly apiDomain: string;
  /** Region of its backups; null without recovery. */
  readonly recoveryRegion: string | null;
}

/** A stage of another account whose releases are promoted to this account. */
type PromotionSource = Pick<StageNaming, "name" | "account" | "region">;

/** An account, and what its roles have to do with. IAM is global: the stages of an account share its roles. */
export interface AccountScope {
  /** 12 digits */
  readonly account: string;
  /** In the order of STAGES; at least one. */
  readonly stages: readonly AccessStage[];
  readonly sources: readonly PromotionSource[];
  /** Whether one of the stages takes builds of branches, and not only promotions. */
  readonly takesBranches: boolean;
}

/** @param stages every stage, of all accounts */
export function accountScope(account: string, stages: readonly Stage[]): AccountScope {
  const own = stages.filter((stage) => stage.account === account);
  const sources = own.flatMap(({ accepts }) => accepts.promotionsFrom);
  return {
    account,
    stages: own.map((stage) => ({
      name: stage.name,
      short: stage.short,
      account,
      region: stage.region,
      zone: stage.domains.zone,
      apiDomain: stage.domains.api,
      recoveryRegion:
        own.find(({ name }) => name === recoveryStageName(stage))?.region ?? stage.recoveryStage?.region ?? null,
    })),
    sources: stages
      .filter((stage) => stage.account !== account && sources.includes(stage.name))
      .map((stage) => ({ name: stage.name, account: stage.account, region: stage.region })),
    takesBranches: own.some(({ accepts }) => accepts.branches.length > 0),
  };
}

/** Regions of the account's stages. */
export function regionsOf({ stages }: AccountScope): readonly string[] {
  return [...new Set(stages.map(({ region }) => region))];
}

/** An ARN for each stage, without repetitions. */
export function perStage({ stages }: AccountScope, arns: (stage: AccessStage) => readonly string[]): readonly string[] {
  return [...new Set(stages.flatMap(arns))];
}

/** An ARN for each region of the account. */
export function perRegion(scope: AccountScope, arns: (region: string) => readonly string[]): readonly string[] {
  return regionsOf(scope).flatMap(arns);
}

/** An ARN for each stage with recovery, by its naming in the region of its backups. */
export function perRecovery(
  { stages }: AccountScope,
  arns: (stage: AccessStage, recoveryRegion: string) => readonly string[],
): readonly string[] {
  return [
    ...new Set(stages.flatMap((stage) => (stage.recoveryRegion === null ? [] : arns(stage, stage.recoveryRegion)))),
  ];
}

/** Whether a stage of the account has backups in another region. */
export function hasRecovery({ stages }: AccountScope): boolean {
  return stages.some(({ recoveryRegion }) => recoveryRegion !== null);
}

/** Buckets of the catalog, in the stage's region or, as replicas, in that of its backups. */
export function catalogBuckets({ short, account }: AccessStage, region: string): string {
  return bucketArn(`listbackup-${short}-*-${account}-${region}`);
}

/** The driver's buckets of the account: one of each per region. */
export function driverBuckets(scope: AccountScope, kind: "stateBucket" | "deploymentsBucket"): readonly string[] {
  return perRegion(scope, (region) => [bucketArn(DRIVER_NAMES[kind]({ account: scope.account, region }))]);
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

/** `arn:aws:sqs:us-west-2:100000000001:listbackup-dev-*` */
export function regionalArn(
  { region, account }: Pick<AccessStage, "region" | "account">,
  service: string,
  name: string,
) {
  return `arn:aws:${service}:${region}:${account}:${name}`;
}

/** Start of the names of a stage's resources: `listbackup-dev-*`. */
export function namesOf(stage: AccessStage): string {
  return NAMES.topic.of(stage, "*");
}

/** ARNs of all resources of a kind, by their names. */
export function namedArns(scope: AccountScope, service: string, prefix = ""): readonly string[] {
  return perStage(scope, (stage) => [regionalArn(stage, service, `${prefix}${namesOf(stage)}`)]);
}

/** Why a resource ends with a wildcard. */
export const STAGE_NAMES = "the names of the stage's resources start like this";

export const EVERY_OBJECT =
  "names of buckets start with the stage, and end with account and region; every object of them";
