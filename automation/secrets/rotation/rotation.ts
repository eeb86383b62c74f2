import { DeployError } from "../../../model/errors";
import type { ReleaseRecord } from "../../../model/release/record";
import type { AwsTarget } from "../../aws/target";
import type { Entry } from "../entry";

export type RotationAction = "rotate" | "undo";

/** What a rotation is to do. */
export interface RotationRequest {
  readonly target: AwsTarget;
  readonly stage: string;
  readonly action: RotationAction;
  readonly entry: Entry;
  /** Parameter that keeps the old value; null: none is declared, or Secrets Manager keeps it. */
  readonly previous: Entry | null;
  /** The value, or the key of it: `secret:listbackup/dev/stripe#key`. */
  readonly part: string;
  /** null: to undo, or to continue */
  readonly value: string | null;
  /** An unfinished rotation of this value, as its record has it; null: there is none. */
  readonly unfinished: UnfinishedRotation | null;
  /** Whether a valid previous value may be lost. */
  readonly overlap: "kept" | "overridden";
  readonly now: Date;
}

export interface UnfinishedRotation extends RotationVersions {
  readonly action: RotationAction;
}

/** Versions of the entry before and after. */
export interface RotationVersions {
  readonly from: string;
  readonly to: string;
}

/** A rotation whose versions are known before anything is written: the preview needs them. */
export interface PreparedRotation extends RotationVersions {
  readonly action: RotationAction;
  readonly part: string;
  /** Version after the rotation of everything that it writes. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether an interrupted rotation has written the value: only the deployment is left. */
  readonly isWritten: boolean;
  /** Until when functions have to accept the old value; null: they do not. */
  readonly overlapUntil: Date | null;
  /** Writes the old value where it is kept first, then the new one. @throws DeployError ROTATION_CONFLICT, AWS */
  write(): Promise<void>;
  /**
   * Brings the value of before back, where it was replaced.
   * @returns whether it was. False: it was not replaced yet, or another caller has written a value since
   */
  revert(): Promise<boolean>;
}

/** The newest record, where it is an unfinished rotation of a value. @param records newest first */
export function unfinishedRotation(
  [newest]: readonly ReleaseRecord[],
  { part }: Pick<RotationRequest, "part">,
): UnfinishedRotation | null {
  if (newest === undefined || newest.origin.kind !== "rotation") return null;
  const { origin, outcome } = newest;
  if (outcome === "succeeded" || outcome === "rolled-back" || origin.name !== part) return null;
  return { action: origin.action, from: origin.from, to: origin.to };
}

/**
 * Whether an interrupted run of the same action has written the value already, so that only its readers are left.
 * @param current version
 */
export function isContinued({ unfinished, action }: Pick<RotationRequest, "unfinished" | "action">, current: string) {
  return unfinished?.action === action && unfinished.to === current;
}

/** An interrupted rotation that has written nothing: the version before the current one is not what it replaced. */
export function requireWritten(request: RotationRequest, current: string): void {
  const { action, unfinished } = request;
  if (action === "undo" && unfinished?.action === "rotate" && unfinished.from === current)
    throw nothingToUndo(request, `the interrupted rotation did not write it, it still has version ${current}`);
}

export function notStored({ stage, part, entry }: Pick<RotationRequest, "stage" | "part" | "entry">): DeployError {
  return new DeployError(
    "SECRETS_INPUT",
    `${entry.name} does not exist on ${stage}, so there is nothing to rotate. Nothing was changed.`,
    entry.kind === "required"
      ? `Create it: \`bin/deploy secrets init ${stage}\`.`
      : `Create it: \`bin/deploy secrets set ${stage} ${part}\`.`,
  );
}

export function sameValue({ part }: Pick<RotationRequest, "part">): DeployError {
  return new DeployError(
    "SECRETS_INPUT",
    `The new value of ${part} is the current one. Nothing was changed.`,
    "Give another value.",
  );
}

/** Another caller wrote the value during the rotation. */
export function conflict({ part, stage }: Pick<RotationRequest, "part" | "stage">, found: string): DeployError {
  return new DeployError(
    "ROTATION_CONFLICT",
    `${part} was changed by another caller during the rotation: it has version ${found}.`,
    `See who: \`bin/deploy secrets list ${stage}\` and CloudTrail. Then repeat the rotation.`,
  );
}

export function nothingToUndo({ part, stage }: Pick<RotationRequest, "part" | "stage">, why: string): DeployError {
  return new DeployError(
    "SECRETS_INPUT",
    `${part} of ${stage} cannot be undone: ${why}. Nothing was changed.`,
    `Write the value that you want: \`bin/deploy secrets rotate ${stage} ${part}\`.`,
  );
}
