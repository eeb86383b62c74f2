import { authorizerContext } from "../../../model/catalog/authorizer";
import { DeployError } from "../../../model/errors";
import { functionsOnStage } from "../../../model/stage/functions";
import { count } from "../../ui/duration";
import { signalOf, type With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";

const MOST_SHOWN = 8;

export const probeStep: Step<"release"> = {
  kind: "probe",
  description: "invoke the new versions by their numbers, with requests that change nothing",
  runMigration: probe,
};

/** Invokes the new versions before they have traffic. @throws DeployError ROLLOUT */
async function probe(deployment: With<"release">): Promise<StepEnd> {
  const { gradual, session, context, retryCommand, release } = deployment;
  if (gradual === undefined || gradual.shifts.length === 0) return DONE;
  const { probeVersions, trialsOf } = await import("../../rollout/probe");
  const functions = new Map(functionsOnStage(session.stage, release).map((fn) => [fn.id, fn]));
  const unseen = gradual.shifts.flatMap(({ id, from, to }) => {
    const fn = functions.get(id);
    return fn === undefined ? [] : [{ fn, version: to, old: from, caller: authorizerContext(release.catalog, fn) }];
  });
  const { complaints, tried, refused, untried } = await probeVersions(unseen, trialsOf(session, signalOf(deployment)));
  if (complaints.length > 0) {
    throw new DeployError(
      "ROLLOUT",
      `${count(complaints.length, "new version")} of ${String(tried)} failed before they had traffic:\n${indentedLines(complaints)}`,
      `Fix them, then \`${retryCommand}\`.`,
    );
  }
  if (tried === 0 && refused.length > 0) {
    throw new DeployError(
      "ROLLOUT",
      `No new version could be invoked before it has traffic:\n${indentedLines(refused)}`,
      `Fix what AWS reports (the role needs lambda:InvokeFunction), then \`${retryCommand}\`.`,
    );
  }
  if (refused.length > 0) context.terminal.warn(`Not tried, as AWS refused:\n${indentedLines(refused)}`);
  const apart = untried === 0 ? "" : `; ${String(untried)} that can only change things not tried`;
  context.terminal.note(`Unseen: ${count(tried, "new version")} answered${apart}`);
  return DONE;
}

function indentedLines(sentences: readonly string[]): string {
  const more = sentences.length > MOST_SHOWN ? [`and ${String(sentences.length - MOST_SHOWN)} more`] : [];
  return [...sentences.slice(0, MOST_SHOWN), ...more].map((line) => `  ${line}`).join("\n");
}
