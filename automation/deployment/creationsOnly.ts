import type { Origin } from "../../model/release/record";
import type { Engine } from "../engine/engine";
import { holdsResources } from "../engine/recovery/recoveryPlan";
import { stageStack } from "../engine/state/project";
import type { Program } from "../wiring";
import type { Deployment, Planned } from "./deployment";
import { asksPulumi } from "./request";

const BUILD: Origin = { kind: "build" };

/**
 * The changes of a first deployment that was approved beforehand: the program itself says what it creates, so Pulumi previews
 * nothing.
 * @returns null where Pulumi must be asked: there is something to lose, a user decides on the preview, a release is restored, or the
 * program needs the engine to know its resources
 */
export async function planCreations(
  { context, session, request, origin = BUILD, lease, gradual }: Deployment,
  engine: Engine,
  program: Program,
): Promise<Planned | null> {
  if (lease === undefined || gradual !== undefined || !request.approved || asksPulumi(request)) return null;
  if (origin.kind !== "build" && origin.kind !== "promotion") return null;
  if (holdsResources(await engine.exportState())) return null;
  const [{ declareProgram }, { creations }, { resourcesInState }] = await Promise.all([
    import("../engine/program/declaredProgram"),
    import("../engine/changes/creations"),
    import("../engine/changes/functionChanges"),
  ]);
  const declared = await declareProgram(program, stageStack(session.stage.name)).catch((error: unknown) => {
    // The preview fails with the same error, and says where.
    context.terminal.detail(`The program fails without Pulumi: ${String(error)}`);
    return null;
  });
  if (declared === null || declared.unknown.length > 0) return null;
  context.terminal.note("The stage is empty, so everything is created, without a preview by Pulumi; `--full` has one.");
  return {
    program,
    changes: creations(declared.resources),
    limit: { kind: "creations", urns: declared.resources.map(({ urn }) => urn) },
    same: 0,
    resources: resourcesInState(declared.resources),
    previous: [],
  };
}
