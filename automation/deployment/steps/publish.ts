import type { With } from "../deployment";
import { DONE, type StepEnd } from "../step";

/** Uploads the release's artifacts to the deployments bucket; existing ones are skipped. */
export async function publish(deployment: With<"release" | "artifactsFolder">): Promise<StepEnd> {
  const { publishArtifacts } = await import("../../aws/buckets/artifacts");
  const { session, context, release, artifactsFolder } = deployment;
  await publishArtifacts(session.target, session.stage, release, artifactsFolder, (line) => {
    context.terminal.note(line);
  });
  return DONE;
}
