import * as iam from "@pulumi/aws/iam";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { boundary } from "../../model/access/boundary";
import { accountRoles, type AccountRole, type AccountRoleKind } from "../../model/access/roles";
import type { AccountScope } from "../../model/access/scope";
import { policyOf, type RolePolicy } from "../../model/access/statement";
import { rehearsalTrust, roleTrust, type AccountTrust } from "../../model/access/trust";

export interface AccountRolesArgs {
  /** The account, its stages, and the stages whose releases are promoted to it. */
  readonly scope: AccountScope;
  /** Who may assume the roles. */
  readonly trust: AccountTrust;
  /** Whether the account is one of the emulator, whose root assumes the roles. @default false */
  readonly isRehearsal?: boolean;
}

/**
 * The roles of an account that people and CI assume to deploy, to preview, and in an emergency, and the permissions boundary of
 * the roles that deployments create.
 */
export class AccountRoles extends ComponentResource {
  /** ARN of the role that deploys. */
  readonly deploymentRoleArn: Output<string>;
  /** ARN of the role that previews. */
  readonly previewRoleArn: Output<string>;
  /** ARN of the permissions boundary. */
  readonly boundaryArn: Output<string>;

  constructor(name: string, args: AccountRolesArgs, options: ComponentResourceOptions = {}) {
    super("listbackup:account:AccountRoles", name, {}, options);
    const roles = accountRoles(args.scope);
    this.boundaryArn = managedPolicy(`${name}-boundary`, boundary(args.scope), this).arn;
    this.deploymentRoleArn = accountRole(`${name}-deployment`, "deployment", roles.deployment, args, this).arn;
    this.previewRoleArn = accountRole(`${name}-preview`, "preview", roles.preview, args, this).arn;
    accountRole(`${name}-break-glass`, "breakGlass", roles.breakGlass, args, this);
    this.registerOutputs({
      deploymentRoleArn: this.deploymentRoleArn,
      previewRoleArn: this.previewRoleArn,
      boundaryArn: this.boundaryArn,
    });
  }
}

function managedPolicy(name: string, policy: RolePolicy, parent: AccountRoles): iam.Policy {
  return new iam.Policy(
    name,
    { name: policy.name, description: policy.description, policy: policyOf(policy.statements) },
    { parent },
  );
}

function accountRole(
  name: string,
  kind: AccountRoleKind,
  { name: roleName, description, policies, awsPolicies, maxSessionDuration }: AccountRole,
  { scope: { account }, trust, isRehearsal = false }: AccountRolesArgs,
  parent: AccountRoles,
): iam.Role {
  const role = new iam.Role(
    name,
    {
      name: roleName,
      description,
      maxSessionDuration,
      assumeRolePolicy: isRehearsal ? rehearsalTrust(account) : roleTrust(account, kind, trust),
    },
    { parent },
  );
  for (const policy of policies) {
    const { arn } = managedPolicy(policy.name, policy, parent);
    attach(`${policy.name}-attached`, role, arn, parent);
  }
  for (const arn of awsPolicies) attach(`${name}-${arn.split("/").pop() ?? ""}`, role, arn, parent);
  return role;
}

function attach(
  name: string,
  role: iam.Role,
  policyArn: iam.RolePolicyAttachmentArgs["policyArn"],
  parent: AccountRoles,
): void {
  new iam.RolePolicyAttachment(name, { role: role.name, policyArn }, { parent });
}
