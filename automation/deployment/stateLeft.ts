import type { ReleaseRecord } from "../../model/release/record";
import type { ExportedState } from "../engine/state/exportedState";
import { recordedInputs, type DeployedInputs } from "./deployedInputs";
import type { Deployment, With } from "./deployment";

type StateLeft = Pick<ReleaseRecord, "lineage" | "deployed">;

/** What a record says of the state that a deployment left which succeeded. What cannot be read is left out: the deployment is not undone. */
export async function stateLeft(deployment: With<"release" | "record">): Promise<StateLeft> {
  const { pendingChanges = [], context } = deployment;
  // Changes that are pending are in no state.
  const deployed = pendingChanges.length === 0 ? await recordedInputs(deployment) : null;
  try {
    const state = await savedState(deployment);
    if (state === null) return { lineage: null, deployed };
    const { lineageOf } = await import("../engine/state/lineage");
    return { lineage: lineageOf(state), deployed: await summarized(deployment, deployed, state) };
  } catch (error) {
    context.terminal.detail(`The state could not be summarized: ${(error as Error).message}`);
    return { lineage: null, deployed };
  }
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
  deployed: DeployedInputs | null,
  state: ExportedState,
): Promise<DeployedInputs | null> {
  if (deployed === null) return null;
  const { outsideRunsSince } = await import("../state/outsideChanges");
  const { withSummary } = await import("../state/stateFacts");
  const outside = await outsideRunsSince(context.wiring.root, session, [record]);
  return outside.length > 0 ? deployed : withSummary(deployed, state);
}
