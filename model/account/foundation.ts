import { accountScope, type AccountScope } from "../access/scope";
import type { GithubSettings } from "../stage/account";
import type { StageName } from "../stage/name";
import type { RecoverySettings } from "../stage/recovery";
import { recoveryStageName } from "../stage/recoveryStage";
import type { Stage } from "../stage/stage";

/**
 * What `bootstrap` deploys for a stage. Stages may share an account, and even a region of it: each account and region has
 * one foundation, that of its first stage; and what AWS has once per account (roles, sign-in from GitHub, trail, budget) is
 * in the foundation of the account's first stage.
 */
export interface Foundation {
  /** The first stage in the account and region, whose name the stack has. */
  readonly owner: Stage;
  /** Stages in the account and region, in the order of STAGES: they share buckets and key. */
  readonly stages: readonly Stage[];
  /** Stages in the account, in the order of STAGES: they share what is global to it. */
  readonly accountStages: readonly Stage[];
  /** The first stage in the account: its settings apply to what is global. */
  readonly accountOwner: Stage;
  /** Whether this foundation has what is global to the account. */
  readonly isGlobal: boolean;
  /** What the account's roles may do. */
  readonly scope: AccountScope;
  /** Roles of other accounts that may read releases and artifacts, for promotions to their stages. */
  readonly readers: readonly Reader[];
  /** Stages whose backups are in this account and region, which are in others of the same account. */
  readonly backedUpHere: readonly Stage[];
  /** Names of the catalog's buckets, which have replicas where their stage is backed up. */
  readonly catalogBuckets: readonly string[];
  /** Recovery stages of the stages in this account and region: where their backups are. */
  readonly recoveries: readonly Recovery[];
}

/** A stage, and the stage that takes over from it. */
export interface Recovery {
  readonly stage: Stage;
  readonly settings: Extract<RecoverySettings, { kind: "on" }>;
  readonly into: Stage;
}

/** A role of another account that may read objects. */
export interface Reader {
  /** 12 digits */
  readonly account: string;
  /** ARN of the role. */
  readonly principal: string;
  /** Prefixes of the keys: `releases/dev/`. */
  readonly prefixes: readonly string[];
}

/**
 * @param stages all stages, in the order of STAGES
 * @param principalIn ARN of the deployment role of an account
 * @param catalogBuckets names of the catalog's buckets
 */
export function foundationOf(
  name: StageName,
  stages: readonly Stage[],
  principalIn: (account: string) => string,
  catalogBuckets: readonly string[] = [],
): Foundation {
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new TypeError(`${name} is not among the stages`);
  const accountStages = stages.filter(({ account }) => account === stage.account);
  const regional = accountStages.filter(({ region }) => region === stage.region);
  const [owner = stage] = regional;
  const [accountOwner = stage] = accountStages;
  return {
    owner,
    stages: regional,
    accountStages,
    accountOwner,
    isGlobal: owner === accountOwner,
    scope: accountScope(stage.account, stages),
    readers: readersOf(regional, stages, principalIn),
    backedUpHere: accountStages.filter((source) =>
      regional.some((into) => into.name !== source.name && into.name === recoveryStageName(source)),
    ),
    catalogBuckets,
    recoveries: regional.flatMap((source) => recoveryOf(source, accountStages)),
  };
}

function recoveryOf(stage: Stage, accountStages: readonly Stage[]): readonly Recovery[] {
  const { recovery: settings } = stage;
  if (settings.kind === "off") return [];
  return accountStages.filter(({ name }) => name === settings.into).map((into) => ({ stage, settings, into }));
}

/** The deployment roles of other accounts that promote from these stages, each once. */
function readersOf(
  sources: readonly Stage[],
  stages: readonly Stage[],
  principalIn: (account: string) => string,
): readonly Reader[] {
  const promotedFrom = (account: string): readonly Stage[] =>
    sources.filter(
      (source) =>
        account !== source.account &&
        stages.some((stage) => stage.account === account && stage.accepts.promotionsFrom.includes(source.name)),
    );
  const accounts = [...new Set(stages.map(({ account }) => account))];
  return accounts.flatMap((account) => {
    const releases = promotedFrom(account).map(({ name }) => `releases/${name}/`);
    if (releases.length === 0) return [];
    return [{ account, principal: principalIn(account), prefixes: [...releases, "artifacts/"] }];
  });
}

/** Settings for the sign-in from GitHub of all stages that share the account's roles. */
export function githubSettings({ accountStages }: Foundation): readonly GithubSettings[] {
  return accountStages.map(({ github }) => github);
}
