import { DeployError } from "../../model/errors";
import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import type { PhaseFacts } from "../wiring";
import type { AwsTarget } from "../aws/target";

/** What a gate checks: a deployed phase, and its release. */
export interface GateSubject {
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly release: Release;
  readonly facts: PhaseFacts;
}

export type PhaseCheck = (subject: GateSubject) => Promise<void>;

/** Thrown by a gate that fails, with the reason in a sentence. */
export class GateFailure extends Error {}

export const GATE_TIMEOUT_MS = 60_000;

export function names(facts: PhaseFacts, key: string): readonly string[] {
  const value = facts[key];
  return typeof value === "string" ? [value] : (value ?? []);
}

export function text(facts: PhaseFacts, key: string): string {
  return names(facts, key)[0] ?? "";
}

/**
 * Permissions and routes take a while to reach all servers of AWS. A new DNS name takes longer: without a response only the
 * gate's own time-out applies. The emulator is consistent at once.
 */
const RETRY_TIMEOUTS_MS = {
  aws: { response: 30_000, total: GATE_TIMEOUT_MS - 5_000 },
  emulated: { response: 3_000, total: 3_000 },
} as const;
const RETRY_DELAY_MS = 1_000;

/** Repeats a check until it passes. @param check returns a problem, or null @throws GateFailure with the last problem */
export async function retryUntilPassed(stage: Stage, check: () => Promise<string | null>): Promise<void> {
  const { response, total } = stage.rehearsal === undefined ? RETRY_TIMEOUTS_MS.aws : RETRY_TIMEOUTS_MS.emulated;
  const startedAt = Date.now();
  let respondingSince = startedAt;
  for (;;) {
    const problem = await check().catch((error: unknown) => {
      respondingSince = Date.now();
      return noResponse(error);
    });
    if (problem === null) return;
    if (Date.now() > Math.min(respondingSince + response, startedAt + total)) throw new GateFailure(problem);
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
  }
}

/** A name that does not resolve, or a refused connection, may pass like a missing route. */
function noResponse(error: unknown): string {
  if (error instanceof DeployError && error.code === "AWS") return error.what;
  throw error;
}
