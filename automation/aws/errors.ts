import { DeployError } from "../../model/errors";
import type { Answer } from "./errorKinds/classify";
import { KINDS, type AnswerKind } from "./errorKinds/errorKind";
import { answerOfSdk, bucketRegionOf } from "./errorKinds/sdkError";
import { isBucketMissing, notBootstrapped } from "./account/notBootstrapped";
import type { AwsTarget } from "./target";

/** Whether nobody answered, whatever was asked. */
export function isUnreachable(error: unknown): boolean {
  return isKind(error, "unreachable");
}

/** Whether an SDK error says that the thing is not there. */
export function isNotFound(error: unknown): boolean {
  return isKind(error, "missing");
}

/** Whether an SDK error says that access is denied. */
export function isDenied(error: unknown): boolean {
  return isKind(error, "denied");
}

/** Whether something of that name exists already. */
export function isExisting(error: unknown): boolean {
  return isKind(error, "exists");
}

function isKind(error: unknown, kind: AnswerKind): boolean {
  return error !== null && error !== undefined && answerOfSdk(error).kind === kind;
}

/** Whether AWS says that the same call will never succeed; what AWS says in words that nobody knows may pass. */
export function isPermanent(error: unknown): boolean {
  const { kind } = answerOfSdk(error);
  return kind !== "unknown" && !KINDS[kind].retry;
}

/** Whether the same call may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return KINDS[answerOfSdk(error).kind].retry;
}

/**
 * An SDK error as a DeployError. What a code means is data: `errorKinds/codes.ts`.
 * @param doing what was being done, to follow "while": "reading the parameters"
 */
export function awsError(error: unknown, target: AwsTarget, doing: string): DeployError {
  if (error instanceof DeployError) return error;
  const answer = answerOfSdk(error);
  if (answer.kind === "unreachable" && target.kind === "rehearsal")
    return emulatorSilent(target.endpoint, doing, error);
  if (isBucketMissing(error)) return notBootstrapped(target, error);
  const { code, what } = KINDS[answer.kind];
  return new DeployError(
    code,
    `${what}${regionOf(answer, error)} while ${doing}: ${messageOf(answer)}`,
    `${answer.remedy} Then run the same command again.`,
    { cause: error },
  );
}

/** Kinds whose sentence says all that the code says. */
const SELF_EXPLANATORY: readonly AnswerKind[] = ["denied", "expired", "unidentified", "clock-skew", "unreachable"];

function messageOf({ kind, code, message }: Answer): string {
  return code === "" || SELF_EXPLANATORY.includes(kind) ? message : `${code}: ${message}`;
}

function regionOf({ kind }: Answer, error: unknown): string {
  const region = kind === "wrong-region" ? bucketRegionOf(error) : null;
  return region === null ? "" : ` (${region})`;
}

/** The emulator of a rehearsal does not answer: the same sentence wherever it is noticed. */
function emulatorSilent(endpoint: string, doing: string, cause?: unknown): DeployError {
  return new DeployError(
    "EMULATOR_NOT_RUNNING",
    `The local AWS at ${endpoint} does not answer (while ${doing}).`,
    "Start it again: `bin/deploy rehearse`; its data is still there.",
    { cause },
  );
}

/** Runs an AWS call; what it throws comes out translated. */
export async function calling<T>(target: AwsTarget, doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsError(error, target, doing);
  }
}
