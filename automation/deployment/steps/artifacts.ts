import { functionsOnStage } from "../../../model/stage/functions";
import type { With } from "../deployment";
import { DONE, type StepEnd } from "../step";

/** Verifies the digests of artifacts that are about to run: one may have been altered in its bucket. */
export async function compareArtifacts(deployment: With<"release" | "changes">): Promise<StepEnd> {
  const { verifyArtifacts } = await import("../../aws/buckets/artifacts");
  const { target, stage } = deployment.session;
  const changed = new Set(
    deployment.changes.flatMap(({ type, kind, name }) =>
      type === "aws:lambda/function:Function" && kind !== "delete" ? [name] : [],
    ),
  );
  const functions = functionsOnStage(stage, deployment.release);
  const own = functions.filter((fn) => changed.has(`${fn.service.service}-${fn.name}`));
  await verifyArtifacts(target, stage, [...new Set(own.map(({ artifact }) => artifact.digest))]);
  return DONE;
}
