import * as iam from "@pulumi/aws/iam";
import type { Resource } from "@pulumi/pulumi";
import { serviceTrust, type ServiceRole } from "../../model/access/serviceRoles";
import { policyOf } from "../../model/access/statement";

/** A role in which a service of AWS works on backups, with its policies. The role is the first of the resources. */
export function serviceRole(role: ServiceRole, parent: Resource): readonly Resource[] {
  const { name, description, policies, awsPolicies } = role;
  const created = new iam.Role(name, { name, description, assumeRolePolicy: serviceTrust(role) }, { parent });
  const attach = (suffix: string, policyArn: iam.RolePolicyAttachmentArgs["policyArn"]): Resource =>
    new iam.RolePolicyAttachment(`${name}-${suffix}`, { role: created.name, policyArn }, { parent });
  return [
    created,
    ...policies.map((policy) => {
      const { name: policyName, description: about, statements } = policy;
      const args = { name: policyName, description: about, policy: policyOf(statements) };
      return attach(policyName, new iam.Policy(policyName, args, { parent }).arn);
    }),
    ...awsPolicies.map((arn) => attach(arn.split("/").at(-1) ?? "", arn)),
  ];
}
