import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Checklist } from "../../model/checklist/checklist";
import type { DeployError, ErrorCode } from "../../model/errors";
import type { FunctionUpdate } from "../../model/release/functionUpdate";
import type { Origin, ReleaseRecord } from "../../model/release/record";
import type { ChangingFunctions, ParameterDigests } from "../../model/release/parameterDigests";
import type { Release } from "../../model/release/release";
import type { PlannedResource } from "../../model/review/plannedResource";
import type { Review } from "../../model/review/review";
import type { CostEstimate } from "../../model/cost/costEstimate";
import type { ReturnPoint } from "../../model/release/rollback";
import type { Context } from "../commands/command";
import type { Adopted } from "../engine/adoption/adoption";
import type { Change } from "../engine/changes/change";
import type { LazyEngine } from "../engine/lazyEngine";
import type { RunLimit } from "../engine/run/runLimit";
import type { StackOutputs } from "../engine/run/runResult";
import type { Readings } from "../preflight/subject";
import type { RestoringSet } from "../restore/request";
import type { Session } from "../session";
import type { Program } from "../wiring";
import type { PreparedRotation } from "../secrets/rotation/rotation";
import type { SecretsStatus } from "../secrets/check";
import type { CallerIdentity } from "../aws/account/identity";
import type { MonitoredShift } from "../rollout/versionMonitor";
import type { CheckResult } from "../verification/verdict";
import type { Journal } from "../records/journal";
import type { PhaseTime } from "../../model/release/phaseTime";
import type { HeldLease } from "../lock/lease";
import type { PhaseClock } from "./phaseClock";
import type { UpRequest } from "./request";

/** A program, the changes that it makes, and the limit that holds the engine to them. */
export interface Planned {
  readonly program: Program;
  readonly limit: RunLimit;
  readonly changes: readonly Change[];
  readonly same: number;
  readonly resources: readonly PlannedResource[];
  readonly previous: readonly PlannedResource[];
}

/** A function whose traffic moves. */
export interface FunctionShift extends MonitoredShift {
  /** `users/usersGetMe` */
  readonly id: string;
}

/** Codes of a cancellation or a lost lease. */
export const STOP_CODES: readonly ErrorCode[] = ["CANCELLED", "LEASE_HELD", "LEASE_LOST"];

/**
 * The products that steps hand on to each other. The step named beside an optional field sets it; `With` says which
 * fields are set.
 */
export interface Deployment {
  readonly context: Context;
  /** `restore` replaces its stage's settings by those of the restored release. */
  session: Session;
  /** `restore` sets its services where it resumes an unfinished rollback of some services. */
  request: UpRequest;
  /** How to repeat this command: `bin/deploy up dev --rehearsal`. `restore` adds the release that it selected. */
  retryCommand: string;
  /** preflight: the identity that deploys */
  caller?: CallerIdentity;
  /** preflight: what its checks have read */
  readings?: Readings;
  /**
   * preflight: runs the checks that matter only where something changes, once: when the build begins to compile, or `compare` finds a
   * change. @throws DeployError PREFLIGHT, or that of the only finding
   */
  checkChanges?: () => Promise<void>;
  /** preflight: the held lock */
  lease?: HeldLease;
  /** restore and fetch: origin of the release; absent: it was built */
  origin?: Origin;
  /** preflight, from the working tree */
  catalog?: Catalog;
  /** preflight, of a whole catalog; or before the preview: versions of existing parameters and secrets; null: they cannot be read */
  stored?: Pick<SecretsStatus, "present" | "secretVersions"> | null;
  /** prepare: the value that this deployment rotates */
  rotation?: PreparedRotation;
  /** prepare: the only functions that get today's versions of what they read. @default those of the request's services */
  changing?: ChangingFunctions;
  /** restore: version by parameter when the restored release was deployed */
  parametersThen?: Readonly<Record<string, number>>;
  /** before the preview: digest by function of the versions of what it reads */
  parameterDigests?: ParameterDigests;
  /** backup-set: the set whose data this deployment restores */
  restoring?: RestoringSet;
  /** up: id of the user pool, where data is restored after a later phase */
  restoredPool?: string;
  /** restore: what the rollback cannot restore, one sentence each */
  notRestored?: readonly string[];
  /** fetch: the checklist of the promoted release */
  promoted?: Checklist;
  /** checklist */
  checklist?: Checklist;
  /** compare: the state is the one that the newest deployment left, which succeeded. @default false */
  isAsDeployed?: boolean;
  /** compare: updates of functions, where nothing else differs from the live release; null: more may differ */
  functionUpdates?: readonly FunctionUpdate[] | null;
  /** select: the live release, and its catalog with the selected services */
  composition?: { readonly into: ReleaseRecord; readonly catalog: Catalog };
  /** build, restore or fetch */
  release?: Release;
  /** build */
  artifactsFolder?: string;
  /** preflight: opened in the background as soon as it is known that it is needed */
  engine?: LazyEngine;
  /** approve: who approved */
  approval?: ReleaseRecord["approval"];
  /** preview */
  program?: Program;
  /** preview: what `up` may change */
  limit?: RunLimit;
  /** preview */
  changes?: readonly Change[];
  /** preview: what the deployment will leave */
  resources?: readonly PlannedResource[];
  /** preview: the resources before the changes */
  previous?: readonly PlannedResource[];
  /** preview */
  cost?: CostEstimate;
  /** review */
  review?: Review;
  /** adopt: resources that this deployment took over */
  adopted?: readonly Adopted[];
  /**
   * restore: names of resources that a rollback removes from the state instead of deleting: they were taken over and no successful
   * release has them, or belong to what was not created
   */
  unsettledAdoptions?: readonly string[];
  /** preview or restore: the newest record; null: none */
  newest?: ReleaseRecord | null;
  /** preview: number of unchanged entries of the state, components included */
  same?: number;
  /** expand, in a gradual rollout: all changes of the deployment, and the functions whose traffic shifts */
  gradual?: { readonly whole: readonly Change[]; readonly shifts: readonly FunctionShift[] };
  /** record: the release to roll back to if this deployment fails; null: none */
  returnPoint?: ReturnPoint | null;
  /** record: the deployment's record */
  record?: ReleaseRecord;
  /** record: publishes events. In an automatic rollback: the failed deployment's, until `record` opens its own. */
  journal?: Journal;
  /** preview: the engine has read the aliases that an earlier deployment shifted */
  engineKnowsTraffic?: boolean;
  /** up: logical names of resources whose planned change was not made */
  pendingChanges?: readonly string[];
  /** when its first step began. ms of performance.now() */
  begunAt?: number;
  /** of the step that runs */
  parts?: TimePart[];
  /** up and expand: measures the phases */
  phaseClock?: PhaseClock;
  /** record: phases of earlier deployments, newest first */
  earlierPhases?: readonly PhaseTime[];
  /** up */
  outputs?: StackOutputs;
  /** verify */
  checks?: readonly CheckResult[];
  /** The error of a gate that failed during `up`: the engine would wrap it. */
  gateFailure?: unknown;
}

/** What a preview gives. */
export type PreviewProduct = "program" | "limit" | "changes";

/** Fields that steps give and later steps need. Any other optional field may be absent at any time. */
export type Product =
  | "caller"
  | "engine"
  | "catalog"
  | "composition"
  | "release"
  | "artifactsFolder"
  | "program"
  | "limit"
  | "changes"
  | "record"
  | "outputs";

/** A deployment in which these fields are set. */
export type With<Products extends Product> = Deployment & {
  [Name in Products]-?: NonNullable<Deployment[Name]>;
};

/** Aborted by Ctrl-C, by `cancel` from another terminal, or when the lease is lost. */
export function signalOf({ context, lease }: Deployment): AbortSignal {
  return lease === undefined ? context.signal : AbortSignal.any([context.signal, lease.signal]);
}

/** In a rollback gates only report: the restored release worked before, and verification decides at the end. */
export function gatesEnforced({ origin }: Deployment): boolean {
  return origin?.kind !== "rollback";
}

export interface StepTime {
  /**
   * Kind of a step, or time outside the steps. `startup`: loading the program and opening the session; `lease-and-record`:
   * renewing the lease and writing the record between steps; `close`: closing Pulumi, the journal and the lease.
   */
  readonly step: string;
  readonly milliseconds: number;
  /** Parts that no phase accounts for. */
  readonly parts?: readonly TimePart[];
}

/** A run of Pulumi: until its first resource operation, from there to the last one including gates, and after it. */
export interface TimePart {
  readonly part: "state and inputs" | "engine start" | "resources" | "resources and gates" | "engine end";
  readonly milliseconds: number;
}

/** How a deployment ended. */
export type DeploymentResult =
  | {
      readonly kind: "deployed" | "unchanged";
      readonly deployment: With<"release">;
      readonly times: readonly StepTime[];
    }
  | {
      readonly kind: "failed";
      /** Kind of the step. */
      readonly at: string;
      readonly error: DeployError;
      readonly deployment: Deployment;
      readonly times: readonly StepTime[];
    };

/** All changes of a deployment, in one `up` or in two. */
export function allChanges({ gradual, changes = [] }: Deployment): readonly Change[] {
  return gradual?.whole ?? changes;
}
