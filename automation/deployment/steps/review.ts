import { DeployError } from "../../../model/errors";
import { review, stoppingFindings, type Review } from "../../../model/review/review";
import { countBySeverity, findingLines, reviewSummary } from "../../ui/review";
import { cutList } from "../../shortList";
import { gatesEnforced, type Deployment, type With } from "../deployment";
import { DONE, type StepEnd } from "../step";

/** `stop`: findings that the stage does not allow stop the deployment; `report`: they are printed. */
export type ReviewMode = "stop" | "report";

/** Reviews the release and the resources of the preview. Findings do not stop a rollback or a rotation: what they deploy ran before. */
export function reviewDeployment(deployment: With<"release" | "changes">, mode: ReviewMode): StepEnd {
  const { context, session, release, resources = [] } = deployment;
  const { protected: isProtected, recovery } = session.stage;
  const reviewed = review({ catalog: release.catalog, resources, isProtected, recovery: recovery.kind });
  deployment.review = reviewed;
  const { terminal, options } = context;
  terminal.note(reviewSummary(reviewed));
  if (reviewed.notReviewed.length > 0)
    terminal.detail(`Policies that are known only after the deployment: ${cutList(reviewed.notReviewed, 10)}`);
  const stopping = stoppingFindings(reviewed, session.stage.security.stopAt);
  if (mode === "report" || options.verbose) for (const line of findingLines(reviewed.findings)) terminal.note(line);
  const ranBefore = !gatesEnforced(deployment) || deployment.rotation !== undefined;
  if (stopping.length > 0 && mode === "stop" && !ranBefore) refuse(deployment, reviewed);
  return DONE;
}

/** @throws DeployError SECURITY_REFUSED unless overridden */
function refuse({ context, session, request, retryCommand }: Deployment, reviewed: Review): void {
  const { name, security } = session.stage;
  const stopping = stoppingFindings(reviewed, security.stopAt);
  const what = `Security review of ${name}: ${countBySeverity(stopping)}; the stage stops at ${security.stopAt}.`;
  if (request.overrides.includes("security")) {
    context.terminal.warn(`Overridden and recorded: ${what}`);
    return;
  }
  throw new DeployError(
    "SECURITY_REFUSED",
    `${what} Nothing was changed.\n${findingLines(stopping).join("\n")}`,
    "Fix them, or accept each in the catalog file of its service, data or events: " +
      "`accepted: [{ finding: <CODE subject>, reason: … }]`. " +
      `To deploy anyway (recorded): \`${retryCommand} --override security${retryCommand.includes(" --reason ") ? "" : " --reason <why>"}\`.`,
    { details: { findings: stopping } },
  );
}
