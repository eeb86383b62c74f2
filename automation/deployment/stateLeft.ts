import type { ReleaseRecord } from "../../model/release/record";
import type { ExportedState } from "../engine/state/exportedState";
import { recordedInputs, type DeployedInputs } from "./deployedInputs";
import type { Deployment, With } from "./deployment";

type StateLeft = Pick<ReleaseRecord, "lineage" | "deployed">;

/** What a record says of the state that a deployment left which succeeded. What cannot be read is left out: the deployment is not undone. */
export async function stateLeft(deployment: With<"release" | "record">): Promise<StateLeft> {
  const { pendingChanges = [], context } = deployment;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      context.terminal.detail(`The record lacks a part of what it says of the state: ${(error as Error).message}`);
      return null;
    }
  };
  // Changes that are pending are in no state.
  const deployed = pendingChanges.length === 0 ? await recordedInputs(deployment) : null;
  const state = await attempt(() => savedState(deployment));
  if (state === null) return { lineage: null, deployed };
  const lineage = await attempt(async () => (await import("../engine/state/lineage")).lineageOf(state));
  if (deployed === null) return { lineage, deployed };
  return { lineage, deployed: (await attempt(() => summarized(deployment, deployed, state))) ?? deployed };
}

/**
 * What a record says after Pulumi found nothing to change. Its summary is of the state that the deployment itself left: of another one, it
 * would hide that another program wrote it.
 */
export function renewed(recorded: DeployedInputs | null, read: DeployedInputs): DeployedInputs {
  return recorded?.state === read.state ? { ...recorded, ...read } : read;
}

async function savedState({ engine }: Deployment): Promise<ExportedState | null> {
  return (await (await engine?.opened())?.exportState()) ?? null;
}

/**
 * Without a summary where the Pulumi CLI changed something during the deployment, which `status` then says. The version of the state was
 * read before the state: a write in between only makes the summary useless.
 */
async function summarized(
  { context, session, record }: With<"record">,
  deployed: DeployedInputs,
  state: ExportedState,
): Promise<DeployedInputs> {
  const { outsideRunsSince } = await import("../state/outsideChanges");
  const { withSummary } = await import("../state/stateFacts");
  const outside = await outsideRunsSince(context.wiring.root, session, [record]);
  return outside.length > 0 ? deployed : withSummary(deployed, state);
}
