import { DeployError } from "../../../model/errors";
import type { Override } from "../../../model/release/record";
import type { Release } from "../../../model/release/release";
import type { Stage } from "../../../model/stage/stage";
import type { StageName } from "../../../model/stage/name";
import type { With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";

export const acceptStep: Step<"release"> = {
  kind: "accept",
  description: "refuse builds of branches that the stage does not accept",
  run: accept,
};

/** Refuses a build of a branch that the stage does not accept, unless overridden by name. */
function accept(deployment: With<"release">): StepEnd {
  const { session, request, context } = deployment;
  const reason = sourceProblem(session.stage, deployment.release);
  if (reason === null) return DONE;
  if (!request.overrides.includes("source")) {
    throw new DeployError(
      "SOURCE_REFUSED",
      `${reason} Nothing was changed.`,
      sourceRemedy(session.stage, deployment.retryCommand),
    );
  }
  context.terminal.warn(`Overridden and recorded: ${reason}`);
  return DONE;
}

/** Why a stage does not accept a build; null where it does. */
function sourceProblem({ name, accepts, rehearsal }: Stage, { source }: Release): string | null {
  const { branches } = accepts;
  if (branches.includes("*")) return null;
  if (branches.length === 0) return `${name} accepts promotions only, and this is a build.`;
  const of = branches.join(" or ");
  // A rehearsal deploys the working tree, whatever its branch.
  if (rehearsal !== undefined) return null;
  if (source.branch === null || !branches.includes(source.branch))
    return `${name} accepts builds of ${of}, and this is a build of ${source.branch ?? "no branch"}.`;
  return source.dirty ? `${name} accepts builds of ${of}, and this one has uncommitted changes.` : null;
}

function sourceRemedy({ name, accepts }: Stage, retryCommand: string): string {
  const promote = accepts.promotionsFrom.length === 0 ? "" : `Promote: \`bin/deploy promote ${name}\`. `;
  return `${promote}To deploy it anyway (recorded): \`${retryCommand} --override source --reason <why>\`.`;
}

/** @throws DeployError SOURCE_REFUSED where the stage accepts no promotions from that stage, and no override was given */
export function acceptPromotion(
  { name, accepts: { promotionsFrom } }: Pick<Stage, "name" | "accepts">,
  from: StageName,
  overrides: readonly Override[],
): void {
  if (promotionsFrom.includes(from) || overrides.includes("source")) return;
  throw new DeployError(
    "SOURCE_REFUSED",
    `${name} accepts no releases of ${from}${promotionsFrom.length === 0 ? "" : `, only of ${promotionsFrom.join(", ")}`}. Nothing was changed.`,
    promotionsFrom.length === 0
      ? `Build for it: \`bin/deploy up ${name}\`.`
      : `Promote what is there: \`bin/deploy promote ${name}\`.`,
  );
}
