import { DeployError } from "../../model/errors";
import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import type { PhaseFacts } from "../wiring";
import type { AwsTarget } from "../aws/target";

/** What a gate checks: a phase that is deployed, and the release that it belongs to. */
export interface GateSubject {
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly release: Release;
  readonly facts: PhaseFacts;
}

export type PhaseCheck = (subject: GateSubject) => Promise<void>;

/** A gate that fails: why, in a sentence. */
export class GateClosed extends Error {}

/** No gate holds a deployment for longer. ms */
export const GATE_LIMIT = 60_000;

export function names(facts: PhaseFacts, key: string): readonly string[] {
  const value = facts[key];
  return typeof value === "string" ? [value] : (value ?? []);
}

export function text(facts: PhaseFacts, key: string): string {
  return names(facts, key)[0] ?? "";
}

/**
 * Permissions and routes take a while to be everywhere; on the emulator they are there at once. A name that is new takes
 * longer than that: without an answer only the gate's own limit counts. ms
 */
const RETRY_LIMITS = {
  aws: { answer: 30_000, all: GATE_LIMIT - 5_000 },
  emulated: { answer: 3_000, all: 3_000 },
} as const;
const RETRY_PAUSE = 1_000;

/** Asks until there is nothing to complain of. @throws GateClosed with the last complaint */
export async function retryUntilSound(stage: Stage, ask: () => Promise<string | null>): Promise<void> {
  const { answer, all } = stage.rehearsal === undefined ? RETRY_LIMITS.aws : RETRY_LIMITS.emulated;
  const began = Date.now();
  let answersSince = began;
  for (;;) {
    const complaint = await ask().catch((error: unknown) => {
      answersSince = Date.now();
      return noAnswer(error);
    });
    if (complaint === null) return;
    if (Date.now() > Math.min(answersSince + answer, began + all)) throw new GateClosed(complaint);
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE));
  }
}

/** A name that does not resolve, or a refused connection: not there yet, like a missing route. */
function noAnswer(error: unknown): string {
  if (error instanceof DeployError && error.code === "AWS") return error.what;
  throw error;
}
