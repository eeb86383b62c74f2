import type { CostEstimate } from "../../model/cost/costEstimate";
import type { Review } from "../../model/review/review";
import type { StageName } from "../../model/stage/name";
import type { DeploymentSummary } from "../deployment/summary";
import type { Change } from "../engine/changes/change";
import type { Drift } from "../engine/changes/drift";
import type { BootstrapItem } from "../aws/account/bootstrapItem";
import type { RefreshMode } from "../operations/refresh";
import type { FoundationData } from "../operations/foundation/data";
import type { StageSecretsResult } from "../operations/stageSecrets";
import type { RotationAction } from "../secrets/rotation/rotation";
import type { VerificationDocument } from "../verification/verifyResult";
import type { EgressReport } from "../wiring";
import type { ReleaseListDocument } from "./readings";

/* The documents that `--json` prints, of commands that change a stage or say what a change would be. */

export type UpDocument = DeploymentSummary | StepsDocument;
export type PromoteDocument = UpDocument;
export type RollbackDocument = UpDocument | ReleaseListDocument;

/** `--dry-run`: the steps that a deployment would have. */
export interface StepsDocument {
  readonly stage: StageName;
  readonly steps: readonly { readonly kind: string; readonly [parameter: string]: unknown }[];
}

export interface PreviewDocument {
  readonly stage: StageName;
  /** Empty: nothing would change. */
  readonly changes: readonly Change[];
  /** Findings of the security review; null: nothing was previewed, because nothing changed. */
  readonly review: Review | null;
  /** Difference of fixed costs; null: nothing was previewed. */
  readonly cost: CostEstimate | null;
}

export interface VerifyDocument extends VerificationDocument {
  /** Calls of functions that left the rehearsal; null: no report. In a rehearsal only. */
  readonly egress?: EgressReport | null;
}

export interface RefreshDocument {
  readonly stage: StageName;
  readonly mode: RefreshMode;
  /** Number of resources that were compared. */
  readonly checked: number;
  readonly drift: readonly Drift[];
}

export interface DestroyDocument {
  readonly stage: StageName;
  /** Number of resources. */
  readonly removed: number;
}

export type BootstrapDocument = BootstrappedDocument | FoundationRemovedDocument;

export interface BootstrappedDocument {
  readonly account: string;
  readonly region: string;
  readonly items: readonly BootstrapItem[];
  readonly stack: { readonly name: string; readonly changes: readonly Pick<Change, "kind" | "type" | "name">[] };
  /** Whether the stage's file names the key of its secrets. */
  readonly stageFile: StageSecretsResult;
}

/** `--remove` */
export interface FoundationRemovedDocument {
  readonly account: string;
  readonly region: string;
  readonly removed: readonly string[];
  /** What has data, and stays without `--delete-data`. */
  readonly remaining: readonly FoundationData[];
}

export interface CancelDocument {
  readonly stage: StageName;
  /** `idle`: no deployment ran. `stopped`: the deployment ended. `cleared`: the lock of an exited process was removed. */
  readonly outcome: "idle" | "stopped" | "cleared";
}

/** `secrets rotate`: a deployment, with the rotation. */
export interface RotateDocument extends DeploymentSummary {
  readonly rotation?: {
    readonly name: string;
    readonly action: RotationAction;
    /** Version before. */
    readonly from: string;
    /** Version now. */
    readonly to: string;
    /** Functions. */
    readonly readers: readonly string[];
    /** The value before is accepted until then at least. ISO 8601; null: no longer. */
    readonly overlapUntil: string | null;
  };
}
