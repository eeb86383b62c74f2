import { DRIVER_NAMES } from "../../../model/names";
import { DeployError } from "../../../model/errors";
import { missingPermissions, principalOf, type MissingPermissions } from "../../aws/account/permissions";
import { isDenied, isNotFound } from "../../aws/errors";
import { NOT_ROLLBACK, type StageCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

export const PERMISSIONS_CHECK: StageCheck = {
  id: "rights",
  on: "stage",
  purposes: NOT_ROLLBACK,
  ofChanges: true,
  run: permissions,
};

async function permissions({ session, readings }: Subject): Promise<CheckResult | readonly CheckResult[]> {
  const { target, stage } = session;
  const { caller } = await readings.signIn();
  const principal = await principalOf(target, caller.arn);
  switch (principal.kind) {
    case "not simulated":
      return notAvailable("IAM does not simulate the permissions of the account's root user");
    case "unknown path":
      return notAvailable(`the path of the role ${principal.role} is not known`, "Allow iam:GetRole to check them.");
    case "known":
      break;
  }
  const missing = await missingPermissions(target, stage, principal.arn).catch((error: unknown) => {
    if (error instanceof DeployError && (isDenied(error.cause) || isNotFound(error.cause))) return null;
    throw error;
  });
  if (missing === null) {
    const hint = "Allow iam:SimulatePrincipalPolicy and iam:GetRole to check them.";
    return notAvailable(`the permissions of ${principal.arn} could not be simulated`, hint);
  }
  return permissionResults(missing, principal.arn);
}

/** With the statement of `docs/access.md` that would allow them. */
function describe({ actions, purpose, statement }: MissingPermissions): string {
  return `${actions.join(", ")} missing for ${purpose}${statement === null ? "" : ` (statement ${statement})`}`;
}

/** `bootstrap` gives the deployment role the policies of this version; others are granted by hand. */
function grantTo(principal: string): string {
  return principal.endsWith(`:role/${DRIVER_NAMES.deploymentRole}`)
    ? "Update the role's policies: `bin/deploy bootstrap <stage>`, with credentials of an administrator."
    : `Grant them to ${principal}; docs/access.md has the statements.`;
}

export function permissionResults(missing: readonly MissingPermissions[], principal: string): readonly CheckResult[] {
  if (missing.length === 0) return [passed("for a deployment, traffic shifting, monitoring and notifications")];
  return ([true, false] as const).flatMap((required) => {
    const lacking = missing.filter(({ isRequired }) => isRequired === required);
    if (lacking.length === 0) return [];
    const detail = lacking.map(describe).join("; ");
    return [
      required
        ? found("PERMISSION_MISSING", `${detail}. Nothing was changed.`, grantTo(principal))
        : found("OPTIONAL_PERMISSION_MISSING", detail, grantTo(principal)),
    ];
  });
}
