import * as iam from "@pulumi/aws/iam";
import type { Resource } from "@pulumi/pulumi";
import { boundaryArn } from "../../model/access/trust";
import { NAMES, ROLE_PATH } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import type { Transition } from "./environment";

export interface StageRoleArgs {
  /** Name in `NAMES.role`: a service, or one of NON_SERVICE_ROLES. */
  readonly role: string;
  /** Trust policy: which service of AWS assumes it. */
  readonly trust: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Name of its only inline policy. */
  readonly policyName: string;
  /** Inline policy document. */
  readonly policy: iam.RolePolicyArgs["policy"];
  /** @default null: only one release is deployed */
  readonly transition?: Transition | null;
}

export interface StageRole {
  readonly role: iam.Role;
  readonly policy: iam.RolePolicy;
}

/**
 * A role of a stage's resources: below the path that the deployment role may use, and within the permissions boundary that
 * `bootstrap` creates. Roles of earlier versions of this program had neither; another name lets AWS create the new role beside
 * the old one, and Pulumi removes the old one when all functions have the new one.
 */
export function stageRole(stage: AnyStage, name: string, args: StageRoleArgs, parent: Resource): StageRole {
  // While an earlier version of a function serves, its role stays.
  const isHeld = args.transition?.keepsRoles === true;
  const role = new iam.Role(
    `${name}-role`,
    {
      name: NAMES.role.of(stage, args.role),
      path: ROLE_PATH,
      permissionsBoundary: boundaryArn(stage.account),
      assumeRolePolicy: args.trust,
      ...(args.tags === undefined ? {} : { tags: args.tags }),
    },
    isHeld ? { parent, ignoreChanges: ["name", "path", "permissionsBoundary"] } : { parent },
  );
  const policy = new iam.RolePolicy(
    `${name}-policy`,
    { name: args.policyName, role: role.name, policy: args.policy },
    // The deployment role changes policies of roles with a boundary only.
    isHeld ? { parent, ignoreChanges: ["policy"] } : { parent },
  );
  return { role, policy };
}
