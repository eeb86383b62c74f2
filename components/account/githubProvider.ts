import * as iam from "@pulumi/aws/iam";
import type { Resource } from "@pulumi/pulumi";
import { GITHUB_AUDIENCE, GITHUB_ISSUER } from "../../model/account/githubTrust";

/**
 * Lets IAM verify tokens of GitHub Actions. Which of them may sign in is in the trust policies of the roles. Without
 * thumbprints: IAM trusts GitHub's certificate authorities, and ignores thumbprints for them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export function githubProvider(name: string, parent: Resource): iam.OpenIdConnectProvider {
  return new iam.OpenIdConnectProvider(
    name,
    { url: `https://${GITHUB_ISSUER}`, clientIdLists: [GITHUB_AUDIENCE] },
    { parent },
  );
}
