import { authorizerContext } from "../../../model/catalog/authorizer";
import { DeployError } from "../../../model/errors";
import { functionsOnStage } from "../../../model/stage/functions";
import { count } from "../../ui/duration";
import { signalOf, type With } from "../deployment";
import { DONE, type StepEnd } from "../step";

const MOST_SHOWN = 8;

/** Invokes the new versions before they have traffic. @throws DeployError ROLLOUT */
export async function probe(deployment: With<"release">): Promise<StepEnd> {
  const { gradual, session, context, retryCommand, release } = deployment;
  if (gradual === undefined || gradual.shifts.length === 0) return DONE;
  const { probeVersions, probePorts } = await import("../../rollout/probe");
  const functions = new Map(functionsOnStage(session.stage, release).map((fn) => [fn.id, fn]));
  const versions = gradual.shifts.flatMap(({ id, from, to }) => {
    const fn = functions.get(id);
    return fn === undefined
      ? []
      : [
          {
            fn,
            version: to,
            oldVersion: from,
            caller: authorizerContext(release.catalog, fn),
            catalog: release.catalog,
          },
        ];
  });
  const { failures, probed, refused, skipped } = await probeVersions(
    versions,
    probePorts(session, signalOf(deployment)),
  );
  if (failures.length > 0) {
    throw new DeployError(
      "ROLLOUT",
      `${count(failures.length, "new version")} of ${String(probed)} failed before they had traffic:\n${indentedLines(failures)}`,
      `Fix them, then \`${retryCommand}\`.`,
    );
  }
  if (probed === 0 && refused.length > 0) {
    throw new DeployError(
      "ROLLOUT",
      `No new version could be invoked before it has traffic:\n${indentedLines(refused)}`,
      `Fix what AWS reports (the role needs lambda:InvokeFunction), then \`${retryCommand}\`.`,
    );
  }
  if (refused.length > 0)
    context.terminal.warn(`Not probed, because AWS refused the invocation:\n${indentedLines(refused)}`);
  const apart = skipped === 0 ? "" : `; ${String(skipped)} without a request that changes nothing skipped`;
  context.terminal.note(`Probed: ${count(probed, "new version")}${apart}`);
  return DONE;
}

function indentedLines(sentences: readonly string[]): string {
  const more = sentences.length > MOST_SHOWN ? [`and ${String(sentences.length - MOST_SHOWN)} more`] : [];
  return [...sentences.slice(0, MOST_SHOWN), ...more].map((line) => `  ${line}`).join("\n");
}
