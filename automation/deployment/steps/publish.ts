import type { With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";

export const publishStep: Step<"release" | "artifactsFolder"> = {
  kind: "publish",
  description: "upload the artifacts that the deployments bucket does not have",
  runMigration: publish,
};

/** Brings the release's artifacts into the deployments bucket; what is there already stays. */
async function publish(deployment: With<"release" | "artifactsFolder">): Promise<StepEnd> {
  const { publishArtifacts } = await import("../../aws/buckets/artifacts");
  const { session, context, release, artifactsFolder } = deployment;
  await publishArtifacts(session.target, session.stage, release, artifactsFolder, (line) => {
    context.terminal.note(line);
  });
  return DONE;
}
