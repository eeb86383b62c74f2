import type { Finding as CatalogFinding } from "../../model/catalog/finding";
import type { Checklist } from "../../model/checklist/checklist";
import type { StageCost } from "../../model/cost/stageCost";
import type { Freeze } from "../../model/lock/freeze";
import type { PruneExclusion, PruneItem } from "../../model/prune/item";
import type { ReleaseDifference } from "../../model/release/difference";
import type { DeploymentEvent } from "../../model/release/event";
import type { ReleaseRecord } from "../../model/release/record";
import type { DeploymentGraph } from "../../model/report/deploymentGraph";
import type { Scenario } from "../../model/simulation/scenario";
import type { StageDifference } from "../../model/stage/difference";
import type { StageName } from "../../model/stage/name";
import type { PublishResult } from "../aws/buckets/artifacts";
import type { FunctionBuildFailure } from "../build/functionFailures";
import type { Finding } from "../preflight/finding";
import type { Progress } from "../records/followDeployment";
import type { StageStatus } from "../status/stageStatus";

/* The documents that `--json` prints, of commands that read a stage, or write something beside its deployment. */

export interface CheckDocument {
  readonly findings: readonly CatalogFinding[];
  /** Functions that the backend has no handler of. */
  readonly withoutHandler: readonly CatalogFinding[];
  /** `18 services, 151 functions, …` */
  readonly counts: string;
  /** Whether the Go source was compared with the catalog. */
  readonly sourceChecked: boolean;
}

export interface DoctorDocument {
  readonly findings: readonly Finding[];
}

export type ChecklistDocument = ShownChecklist | RecordedTests | WrittenDocs;

/** `checklist show` */
export interface ShownChecklist {
  readonly stage: StageName;
  readonly checklist: Checklist;
  /** Items that stop a deployment of the stage. */
  readonly required: readonly (keyof Checklist)[];
  /** Those of them that have not passed. */
  readonly open: readonly (keyof Checklist)[];
}

/** `checklist test` */
export interface RecordedTests {
  readonly stage: StageName;
  /** null: no commit, or a dirty working tree */
  readonly commit: string | null;
  readonly outcome: "passed";
  readonly recorded: boolean;
  readonly milliseconds: number;
}

/** `checklist write-docs` */
export interface WrittenDocs {
  readonly file: string;
}

export interface BuildDocument {
  /** Functions, as in the lists below. */
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  /** Functions without a handler. */
  readonly placeholders: readonly string[];
  /** Those of them whose build failed. */
  readonly failed: readonly string[];
  readonly failures: readonly FunctionBuildFailure[];
  readonly seconds: number;
  /** With `--upload` only. */
  readonly uploaded?: PublishResult;
}

export type ReleasesDocument = ReleaseListDocument | ReleaseDocument | ReleaseDifferencesDocument;

/** `releases list` */
export interface ReleaseListDocument {
  readonly stage: StageName;
  /** The newest first. */
  readonly releases: readonly ListedRelease[];
  readonly unreadable: readonly { readonly id: number; readonly reason: string }[];
}

export interface ListedRelease extends Omit<ReleaseRecord, "release" | "settings" | "versions"> {
  readonly source: ReleaseRecord["release"]["source"];
  readonly live: boolean;
}

/** `releases show` */
export interface ReleaseDocument {
  readonly release: RecordDocument;
}

/** A release record, as it is in the deployments bucket. */
export interface RecordDocument extends Omit<ReleaseRecord, "release" | "settings"> {
  readonly release: Omit<ReleaseRecord["release"], "catalog"> & {
    /** The backend, as in the catalog's files. */
    readonly catalog: object;
  };
  /** Of the stage's file, without secrets. */
  readonly settings: object;
}

/** `releases diff` */
export interface ReleaseDifferencesDocument {
  readonly stage: StageName;
  readonly from: number;
  readonly to: number;
  readonly differences: readonly ReleaseDifference[];
}

export interface StatusDocument {
  readonly stages: readonly StageStatus[];
}

export interface LogsDocument {
  readonly stage: StageName;
  /** ISO 8601 */
  readonly since: string;
  readonly lines: readonly LogLineDocument[];
}

/** A line of `logs`; with `--follow` each is a document, with `version`. */
export interface LogLineDocument {
  /** ISO 8601 */
  readonly time: string;
  /** The function, or its service where the line does not name it. */
  readonly name: string;
  readonly level: string;
  /** Without secrets. */
  readonly text: string;
  /** Log stream. */
  readonly stream: string;
}

export interface EventsDocument {
  readonly stage: StageName;
  readonly release: number;
  readonly outcome: Progress;
  readonly events: readonly DeploymentEvent[];
}

export interface ReportDocument {
  readonly stage?: StageName;
  readonly release?: number;
  /** With `--all`. */
  readonly stages?: readonly StageName[];
  readonly file: string;
  readonly bytes: number;
}

export interface FreezeDocument {
  readonly stage: StageName;
  readonly freeze: Freeze;
}

export interface UnfreezeDocument {
  readonly stage: StageName;
  readonly freeze: null;
  /** null: it was not frozen */
  readonly was: Freeze | null;
}

export type RestoreStateDocument = StateBackupsDocument | RestoredStateDocument | ForgottenStageDocument;

/** `restore-state --list` */
export interface StateBackupsDocument {
  readonly stage: StageName;
  /** The newest first. Unix ms */
  readonly backups: readonly number[];
}

export interface RestoredStateDocument {
  readonly stage: StageName;
  /** Unix ms */
  readonly backup: number;
  /** Number of resources. */
  readonly resources: number;
}

/** `restore-state --forget` */
export interface ForgottenStageDocument {
  readonly stage: StageName;
}

export type GraphDocument = SimulatedGraph | MeasuredGraph;

export interface SimulatedGraph extends DeploymentGraph {
  readonly stage: StageName;
  readonly source: "model";
  readonly scenario: Scenario;
  /** Number of requests by control plane. */
  readonly requests: Readonly<Record<string, { readonly sent: number; readonly throttled: number }>>;
}

/** `graph --release` */
export interface MeasuredGraph extends DeploymentGraph {
  readonly stage: StageName;
  readonly source: "events";
  readonly release: number;
}

export interface DiffStagesDocument {
  readonly stages: readonly StageName[];
  readonly differences: readonly StageDifference[];
}

export interface OutputsDocument {
  readonly stage: StageName;
  /** Values of the stack's outputs; of a secret, a text that says so. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface CostDocument extends StageCost {
  readonly stage: StageName;
  /** ISO 8601 */
  readonly from: string;
  /** ISO 8601 */
  readonly to: string;
  /** Bytes of logs that were read, which AWS charges for. */
  readonly queriedBytes: number;
}

export interface PruneDocument {
  readonly stage: StageName;
  readonly outcome: "planned" | "deleted";
  /** Ids of the kept releases. */
  readonly ["kept"]: readonly number[];
  readonly items: readonly PruneItem[];
  /** What no release owns, and is deleted only by name. */
  readonly withoutOwner: readonly PruneItem[];
  readonly exclusions: readonly PruneExclusion[];
  readonly bytes: number;
  readonly monthlySavingUsd: number;
}

export type CompletionDocument = CompletionScript | CompletionWords;

export interface CompletionScript {
  readonly shell: "bash" | "zsh" | "fish";
  readonly script: string;
}

export interface CompletionWords {
  readonly words: readonly string[];
}
