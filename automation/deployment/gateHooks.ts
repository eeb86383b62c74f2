import type { PhaseId } from "../../model/phases";
import type { GateHooks } from "../engine/stageEngine";
import { gatesEnforced, type Deployment } from "./deployment";

/** What a deployment does between two phases. */
export function hooksOf(deployment: Deployment): GateHooks {
  return {
    confirm: async () => {
      try {
        await deployment.lease?.confirm();
      } catch (error) {
        deployment.gateFailure = error;
        throw error;
      }
    },
    isChecked: (phase) => needsGate(deployment, phase),
    onGateFailure: (error) => {
      if (gatesEnforced(deployment)) {
        deployment.gateFailure = error;
        return true;
      }
      const message = error instanceof Error ? error.message : String(error);
      deployment.context.terminal.warn(`Gate ignored in the rollback: ${message}`);
      return false;
    },
    ...(deployment.restoring === undefined ? {} : { afterGate: restoreHook(deployment) }),
    onPhase: (phase) => {
      const { changes = [], journal } = deployment;
      deployment.phaseClock?.passed(phase);
      // Deletions happen after all phases.
      journal?.phaseDone(phase, changes.filter((one) => one.phase === phase && one.kind !== "delete").length);
    },
  };
}

/**
 * The gate of a phase without changes passed in the deployment that left the state, and what the phase has is the same. While
 * both releases share the stage, phases have more than the changes of the preview.
 */
function needsGate({ isAsDeployed = false, gradual, changes = [] }: Deployment, phase: PhaseId): boolean {
  return !isAsDeployed || gradual !== undefined || changes.some((change) => change.phase === phase);
}

/** The engine would wrap the error. */
function restoreHook(deployment: Deployment): NonNullable<GateHooks["afterGate"]> {
  return async (phase, facts) => {
    try {
      const { restoreAfter } = await import("./steps/restored");
      await restoreAfter(deployment, phase, facts);
    } catch (error) {
      deployment.gateFailure = error;
      throw error;
    }
  };
}
