import type { Engine } from "../engine/engine";
import type { Program } from "../wiring";
import type { Deployment, Planned } from "./deployment";

/** Each takes two URNs of the engine's command line, of about 200 characters. A command line has a limit of 256 kB or more. */
const MAX_UPDATES = 300;

/**
 * The changes of a deployment that only updates functions of what the stage has: they follow from its state, so Pulumi previews
 * nothing.
 * @returns null where Pulumi must be asked
 */
export async function planFunctionUpdates(
  { lease, gradual, functionUpdates = null }: Deployment,
  engine: Engine,
  program: Program,
): Promise<Planned | null> {
  // A preview is for what Pulumi says. Once traffic shifts, the stage differs from what the live release left.
  if (functionUpdates === null || lease === undefined || gradual !== undefined) return null;
  if (functionUpdates.length > MAX_UPDATES) return null;
  const { functionChanges, resourcesInState } = await import("../engine/changes/functionChanges");
  const state = (await engine.exportState())?.deployment.resources ?? [];
  const changes = functionChanges(state, functionUpdates);
  if (changes === null) return null;
  // Neither the security review nor the costs know a function's code or size.
  const resources = resourcesInState(state);
  return {
    program,
    changes,
    limit: { kind: "updates", urns: changes.map(({ urn }) => urn) },
    same: state.length - changes.length,
    resources,
    previous: resources,
  };
}
