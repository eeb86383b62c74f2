import type { DeploymentSummary } from "../../automation/deployment/summary";
import type { EgressReport } from "../../automation/wiring";
import type { StageName } from "../../model/stage/name";
import type { AccessReport } from "../ministack/accessReport";
import type { StartedEmulator } from "../ministack/emulator";
import type { ViolationReport } from "../ministack/violationReport";

/* The documents that `rehearse --json` prints. */

export type RehearseDocument = RehearsedDocument | StartedDocument | StoppedDocument | VariablesDocument;

export interface RehearsedDocument {
  readonly endpoint: string;
  /** The last deployment of each stage. */
  readonly stages: readonly RehearsedDeployment[];
  /** All deployments, in order. */
  readonly scenes: readonly RehearsedDeployment[];
  /** Calls of functions that were refused, because they would have left the machine; null: no report. */
  readonly egress: EgressReport | null;
  /** Requests that AWS would refuse; null: no report. */
  readonly violations: ViolationReport | null;
  /** Requests without permission; null: permissions are not enforced. */
  readonly denials: AccessReport["denials"] | null;
}

export type RehearsedDeployment = DeploymentSummary | RehearsedStage;

export interface RehearsedStage {
  readonly stage: StageName;
  readonly outcome: "rolled-back" | "unchanged";
  readonly release: number | null;
  readonly url: string;
}

/** `--start` */
export interface StartedDocument {
  readonly endpoint: string;
  readonly origin: StartedEmulator["origin"];
}

/** `--stop` */
export interface StoppedDocument {
  /** false: none was running */
  readonly stopped: boolean;
}

/** `--env` */
export interface VariablesDocument {
  /** By name; null: unset it. */
  readonly variables: Readonly<Record<string, string | null>>;
}
