import { DeployError } from "../../model/errors";
import type { ClassifiedError } from "./errorKinds/classify";
import { ERROR_KINDS, type ErrorKind } from "./errorKinds/errorKind";
import { classifySdkError, bucketRegionOf } from "./errorKinds/sdkError";
import { isBucketMissing, notBootstrapped } from "./account/notBootstrapped";
import type { AwsTarget } from "./target";

/** Whether AWS could not be reached. */
export function isUnreachable(error: unknown): boolean {
  return isKind(error, "unreachable");
}

/** Whether an SDK error says that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return isKind(error, "missing");
}

/** Whether an SDK error says that access is denied. */
export function isDenied(error: unknown): boolean {
  return isKind(error, "denied");
}

/** Whether an SDK error says that a resource of that name exists. */
export function isAlreadyExists(error: unknown): boolean {
  return isKind(error, "exists");
}

function isKind(error: unknown, kind: ErrorKind): boolean {
  return error !== null && error !== undefined && classifySdkError(error).kind === kind;
}

/** Whether the same call will never succeed. An error of an unknown kind may pass. */
export function isPermanent(error: unknown): boolean {
  const { kind } = classifySdkError(error);
  return kind !== "unknown" && !ERROR_KINDS[kind].retry;
}

/** Whether the same call may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return ERROR_KINDS[classifySdkError(error).kind].retry;
}

/**
 * Translates an SDK error into a DeployError. `knownErrors/` has the codes, their kinds and remedies.
 * @param doing continues "while": "reading the parameters"
 */
export function awsError(error: unknown, target: AwsTarget, doing: string): DeployError {
  if (error instanceof DeployError) return error;
  const classified = classifySdkError(error);
  if (classified.kind === "unreachable" && target.kind === "rehearsal")
    return emulatorNotRunning(target.endpoint, doing, error);
  if (isBucketMissing(error)) return notBootstrapped(target, error);
  const { code, what } = ERROR_KINDS[classified.kind];
  return new DeployError(
    code,
    `${what}${regionOf(classified, error)} while ${doing}: ${messageOf(classified)}`,
    `${classified.remedy} Then run the same command again. See ${classified.documentation}.`,
    { cause: error },
  );
}

/** Kinds whose sentence makes the code redundant. */
const SELF_EXPLANATORY: readonly ErrorKind[] = ["denied", "expired", "unidentified", "clock-skew", "unreachable"];

function messageOf({ kind, code, message }: ClassifiedError): string {
  return code === "" || SELF_EXPLANATORY.includes(kind) ? message : `${code}: ${message}`;
}

function regionOf({ kind }: ClassifiedError, error: unknown): string {
  const region = kind === "wrong-region" ? bucketRegionOf(error) : null;
  return region === null ? "" : ` (${region})`;
}

/** The same error for every call to an emulator that does not run. */
function emulatorNotRunning(endpoint: string, doing: string, cause?: unknown): DeployError {
  return new DeployError(
    "EMULATOR_NOT_RUNNING",
    `The local AWS at ${endpoint} does not answer (while ${doing}).`,
    "Start it again: `bin/deploy rehearse`; its data is still there.",
    { cause },
  );
}

/** Runs an AWS call, and translates its errors. */
export async function calling<T>(target: AwsTarget, doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsError(error, target, doing);
  }
}
