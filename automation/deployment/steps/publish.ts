import { filled, type Deployment, type StepResult } from "../deployment";

/** Brings the release's artifacts into the deployments bucket; what is there already stays. */
export async function publish(deployment: Deployment): Promise<StepResult> {
  const { publishArtifacts } = await import("../../aws/buckets/artifacts");
  const { session, context } = deployment;
  await publishArtifacts(
    session.target,
    session.stage,
    filled(deployment, "release"),
    filled(deployment, "artifactsFolder"),
    (line) => {
      context.terminal.note(line);
    },
  );
  return { kind: "done" };
}
