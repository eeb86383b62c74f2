import { githubProviderArn } from "../../../model/account/githubTrust";
import { DRIVER_NAMES } from "../../../model/names";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

const OWN_ROLES: readonly string[] = [
  DRIVER_NAMES.deploymentRole,
  DRIVER_NAMES.previewRole,
  DRIVER_NAMES.breakGlassRole,
];

/** Names of roles that trust the account's provider of GitHub's tokens, and are not this project's. */
export async function otherRolesOfGithub(target: AwsTarget): Promise<readonly string[]> {
  const { IAMClient, paginateListRoles } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const arn = githubProviderArn(target.account);
  return calling(target, "reading the roles of the account", async () => {
    const found: string[] = [];
    for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
      for (const { RoleName = "", AssumeRolePolicyDocument = "" } of Roles) {
        const trustsGithub = decodeURIComponent(AssumeRolePolicyDocument).includes(arn);
        if (trustsGithub && !OWN_ROLES.includes(RoleName)) found.push(RoleName);
      }
    }
    return found;
  });
}
