import { DeployError } from "../../model/errors";
import type { StackOutputs } from "../engine/engine";
import { failedChecks, runChecks } from "../verification/check";
import { smokeChecks } from "../verification/smoke";
import { filled, type Deployment, type StepResult } from "./deployment";

/** Checks the stage over HTTP, as its users see it. */
export async function verifyStep(deployment: Deployment): Promise<StepResult> {
  const { terminal } = deployment.context;
  const url = urlOf(filled(deployment, "outputs"));
  const results = await runChecks(await smokeChecks(url, deployment.session.stage));
  deployment.checks = results;
  for (const { title, verdict, milliseconds } of results) {
    const mark = verdict.kind === "passed" ? terminal.colors.green("✔") : terminal.colors.red("✖");
    terminal.note(`${mark} ${title} ${terminal.colors.dim(`${String(Math.round(milliseconds))} ms`)}`);
  }
  const failed = failedChecks(results);
  if (failed.length > 0) {
    throw new DeployError(
      "VERIFICATION",
      `The deployment is in place, and ${String(failed.length)} of ${String(results.length)} checks failed:\n${failed.map((line) => `  ${line}`).join("\n")}`,
      `Look at the logs in CloudWatch under /listbackup/${deployment.session.stage.short}/, mend it, then \`${deployment.again}\`.`,
    );
  }
  return { kind: "done" };
}

export function urlOf(outputs: StackOutputs): string {
  const url = outputs["url"]?.value;
  return typeof url === "string" ? url : "";
}
