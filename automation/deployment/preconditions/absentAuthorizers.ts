import { DeployError } from "../../../model/errors";
import { absentAuthorizers, type AbsentAuthorizer } from "../../../model/stage/authorizers";
import { gatesEnforced, type With } from "../deployment";

/**
 * Refuses a release with routes whose Lambda authorizer has no function on the stage: API Gateway answers 500 to them. A
 * rollback continues with a warning: its release was live.
 * @throws DeployError HANDLERS_ABSENT with all such routes
 */
export function refuseAbsentAuthorizers(deployment: With<"release">): void {
  const { name } = deployment.session.stage;
  const absent = absentAuthorizers(deployment.session.stage, deployment.release);
  if (absent.length === 0) return;
  const lines = absent.flatMap(describeAuthorizer).join("\n");
  if (!gatesEnforced(deployment)) {
    deployment.context.terminal.warn(`Routes whose authorizer has no function on ${name} will answer 500:\n${lines}`);
    return;
  }
  throw new DeployError(
    "HANDLERS_ABSENT",
    `Routes have an authorizer whose function is absent on ${name}. Nothing was changed:\n${lines}`,
    `Remove the authorizer's function from listbackup:functions.absent in Pulumi.${name}.yaml, or list the functions of these routes there too.`,
  );
}

function describeAuthorizer({ authorizer, function: id, routes }: AbsentAuthorizer): readonly string[] {
  return [`  authorizer ${authorizer} (${id})`, ...routes.map((route) => `    ${route}`)];
}
