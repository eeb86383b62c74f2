import type { Context } from "../commands/command";
import { openSession } from "../session";
import type { DeploymentResult } from "./deployment";
import { retryCommandOf } from "./repeatedOptions";
import type { UpRequest } from "./request";
import { runDeployment } from "./run";
import type { Plan } from "./step";

/** A deployment that ended well, or that had nothing to change. */
export type Finished = Exclude<DeploymentResult, { readonly kind: "failed" }>;

/**
 * Runs a plan on a stage.
 * @param words the whole command, for messages, without the options of a deployment: `["bin/deploy", "up", "dev"]`
 * @throws DeployError why it failed, and the state that it left
 */
export async function deployStage(
  context: Context,
  request: UpRequest,
  plan: Plan<"release">,
  words: readonly string[],
): Promise<Finished> {
  const session = await openSession(context, request.stage);
  const retryCommand = retryCommandOf(words, context.options, request);
  const result = await runDeployment({ context, session, request, retryCommand }, plan);
  if (result.kind === "failed") throw result.error;
  return result;
}

/**
 * Previews a build, or an earlier release of the stage. Changes nothing.
 * @param release id; null: a build of the working tree
 * @throws DeployError
 */
export async function previewStage(context: Context, request: UpRequest, release: number | null): Promise<Finished> {
  const session = await openSession(context, request.stage);
  const plan = await previewPlan(request, release);
  const retryCommand = `bin/deploy preview ${request.stage}`;
  const result = await runDeployment({ context, session, request, retryCommand }, plan);
  if (result.kind === "failed") throw result.error;
  return result;
}

async function previewPlan(request: UpRequest, release: number | null): Promise<Plan<"release">> {
  if (release === null) return (await import("./plans/up")).planPreview(request);
  return (await import("./plans/rollback")).planReleasePreview(request, release);
}
