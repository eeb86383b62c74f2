import { runtime, type Output } from "@pulumi/pulumi";
import type { PhaseId } from "../../model/phases";
import type { Phase, PhaseFacts } from "../phases/phase";

/** A check between two phases. Rejects when the next phase must not start. */
export type Gate = (phase: PhaseId, facts: PhaseFacts) => Promise<void>;

/**
 * Waits until all resources of a phase exist and its gate has passed. A preview has nothing to check.
 *
 * The program must await this. With a rejection only inside an `apply`, the program would succeed without registering the
 * later phases, and the engine would delete their resources.
 */
export async function passGate(phase: Phase, gate: Gate | undefined): Promise<void> {
  if (runtime.isDryRun()) return;
  const facts = await settled(phase.facts);
  await gate?.(phase.id, facts);
}

/** The value of an output as a promise that rejects when a resource behind it failed. */
function settled<T>(value: Output<T>): Promise<T> {
  return (value as unknown as { promise(withUnknowns?: boolean): Promise<T> }).promise(true);
}
