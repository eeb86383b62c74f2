import { DRIVER_NAMES } from "../names";
import { deploymentPolicies } from "./deployment/deploymentRole";
import { previewPolicies } from "./previewRole";
import type { AccountScope } from "./scope";
import type { RolePolicy } from "./statement";

/** A role of an account that people and CI assume. */
export interface AccountRole {
  readonly name: string;
  readonly description: string;
  /** Policies of this project. */
  readonly policies: readonly RolePolicy[];
  /** ARNs of policies of AWS. */
  readonly awsPolicies: readonly string[];
  /** Seconds */
  readonly maxSessionDuration: number;
}

const HOUR = 3_600;

/** Reason for the only policy of AWS: listed with every other `*`. */
export const ADMINISTRATOR_REASON =
  "an administrator for emergencies, when the deployment role cannot repair an account; MFA, one hour, and every use is in the trail";

export function accountRoles(scope: AccountScope) {
  return {
    deployment: {
      name: DRIVER_NAMES.deploymentRole,
      description: "Deploys ListBackup",
      policies: deploymentPolicies(scope),
      awsPolicies: [],
      // A canary of a large backend takes longer than an hour.
      maxSessionDuration: 4 * HOUR,
    },
    preview: {
      name: DRIVER_NAMES.previewRole,
      description: "Previews changes of ListBackup; changes nothing",
      policies: previewPolicies(scope),
      awsPolicies: [],
      maxSessionDuration: HOUR,
    },
    breakGlass: {
      name: DRIVER_NAMES.breakGlassRole,
      description: "Administrator for emergencies",
      policies: [],
      awsPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      maxSessionDuration: HOUR,
    },
  } as const satisfies Record<string, AccountRole>;
}

export type AccountRoleKind = keyof ReturnType<typeof accountRoles>;

/** ARN of a managed policy of an account. */
export function managedPolicyArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:policy/${name}`;
}
