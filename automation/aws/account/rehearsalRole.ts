import { accountRoles, managedPolicyArn } from "../../../model/access/roles";
import type { AccountScope } from "../../../model/access/scope";
import { rehearsalTrust } from "../../../model/access/trust";
import { calling, isAlreadyExists } from "../errors";
import { clientConfig, type AwsTarget } from "../target";
import { ensureManagedPolicy } from "./managedPolicy";

/**
 * Creates the deployment role of an account of the emulator, with the policies that it has on AWS, and the emulator's root as
 * the one who may assume it. On AWS the account's foundation has the role.
 * @returns whether it was created
 */
export async function ensureDeploymentRole(target: AwsTarget, scope: AccountScope): Promise<boolean> {
  const { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const { name: RoleName, description, policies, maxSessionDuration } = accountRoles(scope).deployment;
  await Promise.all(policies.map((policy) => ensureManagedPolicy(target, policy)));
  return calling(target, `setting up the role ${RoleName}`, async () => {
    const created = await client
      .send(
        new CreateRoleCommand({
          RoleName,
          Description: description,
          MaxSessionDuration: maxSessionDuration,
          AssumeRolePolicyDocument: rehearsalTrust(target.account),
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
