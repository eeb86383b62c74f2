import { functionsOnStage } from "../../../model/stage/functions";
import { filled, type Deployment, type StepResult } from "../deployment";

/** Compares the bytes of what is about to run with their digests: an artifact may have been altered in its bucket. */
export async function artifactsStep(deployment: Deployment): Promise<StepResult> {
  const { verifyArtifacts } = await import("../../aws/buckets/artifacts");
  const { target, stage } = deployment.session;
  const changed = new Set(
    filled(deployment, "changes").flatMap(({ type, kind, name }) =>
      type === "aws:lambda/function:Function" && kind !== "delete" ? [name] : [],
    ),
  );
  const functions = functionsOnStage(stage, filled(deployment, "release"));
  const own = functions.filter((fn) => changed.has(`${fn.service.service}-${fn.name}`));
  await verifyArtifacts(target, stage, [...new Set(own.map(({ artifact }) => artifact.digest))]);
  return { kind: "done" };
}
