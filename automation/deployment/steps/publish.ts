import type { With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";

export const publishStep: Step<"release" | "artifactsFolder"> = {
  kind: "publish",
  description: "upload artifacts that the deployments bucket does not have",
  run: publish,
};

/** Uploads the release's artifacts to the deployments bucket; existing ones are skipped. */
async function publish(deployment: With<"release" | "artifactsFolder">): Promise<StepEnd> {
  const { publishArtifacts } = await import("../../aws/buckets/artifacts");
  const { session, context, release, artifactsFolder } = deployment;
  await publishArtifacts(session.target, session.stage, release, artifactsFolder, (line) => {
    context.terminal.note(line);
  });
  return DONE;
}
