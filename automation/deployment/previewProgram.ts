import { DeployError } from "../../model/errors";
import { engineError } from "../engine/failures/engineError";
import type { Program } from "../wiring";
import { signalOf, type Deployment, type Planned, type With } from "./deployment";
import { engineClock } from "./engineClock";
import { deletePlanFile, planFile } from "./planFile";
import { assertNotProtected } from "./steps/guard";

/** Previews a program, runs work with its plan, and deletes the plan. */
export async function withPlan(
  deployment: With<"engine">,
  program: Program,
  work: (planned: Planned) => Promise<void>,
): Promise<void> {
  const file = await planFile();
  try {
    await work(await previewProgram(deployment, program, file));
  } finally {
    await deletePlanFile(file);
  }
}

/** @param file for the engine's plan */
export async function previewProgram(deployment: With<"engine">, program: Program, file: string): Promise<Planned> {
  const engine = await deployment.engine.open();
  const clock = engineClock("resources");
  const result = await engine.preview(program, {
    plan: file,
    onEvent: (event) => {
      clock.event(event);
    },
    signal: signalOf(deployment),
  });
  deployment.parts?.push(...clock.parts());
  switch (result.kind) {
    case "succeeded":
      return {
        program,
        limit: { kind: "plan", file },
        changes: result.changes,
        same: result.same,
        resources: result.resources,
        previous: result.previous,
      };
    case "failed":
      assertNotProtected(result.failures, deployment.retryCommand);
      throw engineError(result.failures, unchangedNote(deployment), deployment.retryCommand);
    case "cancelled":
      throw new DeployError(
        "CANCELLED",
        `Cancelled during the preview. ${unchangedNote(deployment)}`,
        `Repeat: \`${deployment.retryCommand}\`.`,
      );
  }
}

/** The state that a failed preview leaves. */
function unchangedNote({ gradual }: Deployment): string {
  return gradual === undefined
    ? "Nothing was changed."
    : "The new versions have the traffic; nothing else was changed.";
}
