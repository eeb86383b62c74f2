import { runtime, type Output } from "@pulumi/pulumi";
import type { PhaseId } from "../../model/phases";
import type { Phase, PhaseFacts } from "../phases/phase";

/** A check between two phases. Rejects when the next phase must not start. */
export type Gate = (phase: PhaseId, facts: PhaseFacts) => Promise<void>;

/**
 * Waits until a phase is all there and its gate has opened. In a preview nothing is there to be checked.
 *
 * The program must await this. A rejection that stayed inside an `apply` would leave the later phases unregistered
 * while the program ends well, and the engine deletes what is in its state and was not registered.
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
