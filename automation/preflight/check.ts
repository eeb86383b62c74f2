import type { Catalog } from "../../model/catalog/schema/catalog";
import type { CheckId } from "../../model/preflight/checks";
import type { Context } from "../commands/command";
import { notAvailable, type CheckResult } from "./finding";
import type { Purpose, Subject } from "./subject";

/** A check of this machine. */
export interface MachineCheck {
  readonly id: CheckId;
  readonly on: "machine";
  readonly purposes: readonly Purpose[];
  /** Only of `doctor` without a stage. @default false */
  readonly withoutStage?: boolean;
  run(context: Context): Promise<CheckResult>;
}

/** A check of a stage. Reads only. */
export interface StageCheck {
  readonly id: CheckId;
  readonly on: "stage";
  readonly purposes: readonly Purpose[];
  /** Of commands that take the lock, and of `doctor`: a preview is read-only. @default false */
  readonly ifLocks?: boolean;
  /** What it finds matters only where something changes: a deployment with nothing to change does not run it. @default false */
  readonly ofChanges?: boolean;
  /** Needs the release: of a promotion it runs when that is known. @default false */
  readonly ofRelease?: boolean;
  /** An expected error that it throws is a finding: of the error's code where that is a finding's, else CHECK_FAILED. */
  run(subject: Subject): Promise<CheckResult | readonly CheckResult[]>;
}

export type Check = MachineCheck | StageCheck;

export const ALWAYS: readonly Purpose[] = ["doctor", "build", "promotion", "rollback", "restore"];
/** A rollback must not be blocked by what the earlier release has had already. */
export const NOT_ROLLBACK: readonly Purpose[] = ["doctor", "build", "promotion", "restore"];
export const NOT_RESTORE: readonly Purpose[] = ["doctor", "build", "promotion", "rollback"];
export const DOCTOR: readonly Purpose[] = ["doctor"];

/** Whether a deployment runs it only where it changes something. */
export function isOfChanges(check: Check): boolean {
  return check.on === "stage" && check.ofChanges === true;
}

/** A check of what a release needs: of a promotion when its release is known. */
export function withCatalog(
  run: (subject: Subject, catalog: Catalog) => Promise<CheckResult | readonly CheckResult[]>,
): StageCheck["run"] {
  return (subject) =>
    subject.catalog === null
      ? Promise.resolve(notAvailable("checked when the release is known"))
      : run(subject, subject.catalog);
}
