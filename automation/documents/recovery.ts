import type { ExportPlan } from "../../model/backup/exportPlan";
import type { BackupSet, BackupWay } from "../../model/backup/set";
import type { DrillReport } from "../../model/failover/drill";
import type { FailoverRecord } from "../../model/failover/record";
import type { ReleaseRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { ListedSet } from "../backup/listSets";
import type { RecoveryNight } from "../backup/recoveryPoints";
import type { DeploymentSummary } from "../deployment/summary";
import type { FailbackResult } from "../failback/runFailback";
import type { StepsDocument } from "./deployments";

/* The documents of `dr`. */

export type DrDocument =
  | BackupPlanDocument
  | BackupDocument
  | BackupSetsDocument
  | RestoreDocument
  | StepsDocument
  | ExportDocument
  | OpenedExportDocument
  | FailoverDocument
  | RecoveryPlanDocument
  | FailbackDocument
  | DrillDocument
  | DrillRemovedDocument;

/** `dr backup --dry-run` */
export interface BackupPlanDocument {
  readonly stage: StageName;
  readonly outcome: "planned";
  readonly way: BackupWay;
  readonly tables: readonly ExportPlan[];
}

/** `dr backup` */
export interface BackupDocument {
  readonly stage: StageName;
  readonly outcome: "complete";
  readonly bucket: string;
  readonly set: BackupSet;
}

/** `dr list` */
export interface BackupSetsDocument {
  readonly stages: readonly {
    readonly stage: string;
    /** Recovery points of AWS Backup. */
    readonly nights: readonly RecoveryNight[];
    readonly sets: readonly (ListedSet & { readonly ageSeconds: number })[];
  }[];
}

/** `dr restore`: a deployment, with what was restored. */
export interface RestoreDocument extends DeploymentSummary {
  /** Unix s */
  readonly set: number | null;
  readonly restored: ReleaseRecord["restored"];
}

/** `dr export` */
export interface ExportDocument {
  readonly stage: StageName;
  /** Unix s */
  readonly set: number;
  readonly file: string;
  readonly files: readonly string[];
}

/** `dr open` */
export interface OpenedExportDocument {
  readonly file: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/** `dr failover`, and `--undo` */
export interface FailoverDocument {
  readonly stage: StageName;
  readonly outcome: "failed-over" | "undone" | "planned";
  readonly failover: FailoverRecord;
}

/** `--dry-run` of `dr failover`, `dr failback` and `dr drill` */
export interface RecoveryPlanDocument {
  readonly stage: StageName;
  readonly to: StageName;
  readonly outcome: "planned";
  readonly steps: readonly (string | { readonly phase: string; readonly line: string })[];
}

/** `dr failback` */
export interface FailbackDocument extends Pick<FailbackResult, "tables" | "missingTables" | "objects"> {
  readonly stage: StageName;
  readonly outcome: "returned";
  /** Where both versions of conflicting items are. */
  readonly conflicts: { readonly bucket: string; readonly prefix: string };
}

/** `dr drill` */
export interface DrillDocument {
  readonly stage: StageName;
  readonly outcome: "passed";
  readonly report: DrillReport;
}

/** `dr drill --remove` */
export interface DrillRemovedDocument {
  readonly stage: StageName;
  /** Number of resources. */
  readonly removed: number;
}
