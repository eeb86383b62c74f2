import { accountRoles, managedPolicyArn } from "../../../model/access/roles";
import type { AccountScope } from "../../../model/access/scope";
import { serviceRoles, serviceTrust } from "../../../model/access/serviceRoles";
import type { RolePolicy } from "../../../model/access/statement";
import { rehearsalTrust } from "../../../model/access/trust";
import { calling, isAlreadyExists } from "../errors";
import { clientConfig, type AwsTarget } from "../target";
import type { BootstrapItem } from "./bootstrapItem";
import { ensureManagedPolicy } from "./managedPolicy";

/**
 * Creates the deployment role of an account of the emulator, with the policies that it has on AWS, and the emulator's root as
 * the one who may assume it. On AWS the account's foundation has the role.
 * @returns whether it was created
 */
export function ensureDeploymentRole(target: AwsTarget, scope: AccountScope): Promise<boolean> {
  const role = accountRoles(scope).deployment;
  return ensureRole(target, { ...role, trust: rehearsalTrust(target.account) });
}

/** The roles in which S3 and AWS Backup work on backups; on AWS they are of the foundation, too. AWS's own policies are left out. */
export async function ensureServiceRoles(target: AwsTarget, scope: AccountScope): Promise<readonly BootstrapItem[]> {
  return Promise.all(
    serviceRoles(scope).map(async (role) => {
      const created = await ensureRole(target, { ...role, maxSessionDuration: 3_600, trust: serviceTrust(role) });
      return { what: "role of backups", name: role.name, created };
    }),
  );
}

interface RehearsalRole {
  readonly name: string;
  readonly description: string;
  readonly policies: readonly RolePolicy[];
  /** Seconds */
  readonly maxSessionDuration: number;
  /** Trust policy, as JSON. */
  readonly trust: string;
}

async function ensureRole(
  target: AwsTarget,
  { name: RoleName, description, policies, maxSessionDuration, trust }: RehearsalRole,
): Promise<boolean> {
  const { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  await Promise.all(policies.map((policy) => ensureManagedPolicy(target, policy)));
  return calling(target, `setting up the role ${RoleName}`, async () => {
    const created = await client
      .send(
        new CreateRoleCommand({
          RoleName,
          Description: description,
          MaxSessionDuration: maxSessionDuration,
          AssumeRolePolicyDocument: trust,
        }),
      )
      .then(
        () => true,
        (error: unknown) => {
          if (isAlreadyExists(error)) return false;
          throw error;
        },
      );
    await Promise.all(
      policies.map(({ name }) =>
        client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managedPolicyArn(target.account, name) })),
      ),
    );
    return created;
  });
}
