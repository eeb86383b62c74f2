import { serviceRoles } from "../../../model/access/serviceRoles";
import type { Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import * as existing from "../../aws/account/existing";
import type { AwsTarget } from "../../aws/target";

/**
 * S3 and AWS Backup refuse roles that do not exist, and those of an account are in the foundation of its first stage. In a
 * rehearsal every bootstrap creates them.
 * @throws DeployError PREFLIGHT
 */
export async function requireServiceRoles(target: AwsTarget, foundation: Foundation): Promise<void> {
  const { isGlobal, scope, accountOwner, owner, recoveries } = foundation;
  if (isGlobal || recoveries.length === 0 || target.kind === "rehearsal") return;
  const roles = serviceRoles(scope).map(({ name }) => name);
  const found = await Promise.all(roles.map((name) => existing.role(name)(target)));
  const missing = roles.filter((_name, index) => found[index] === null);
  if (missing.length === 0) return;
  throw new DeployError(
    "PREFLIGHT",
    `Account ${target.account} has no role ${missing.join(" and ")}, which the backups of ${owner.name} need. Nothing was changed.`,
    `Run \`bin/deploy bootstrap ${accountOwner.name}\` first: it creates the roles of the account.`,
  );
}
