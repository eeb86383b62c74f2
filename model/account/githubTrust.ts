import type { GithubSettings } from "../stage/account";

/** Issuer of GitHub's tokens, as IAM names the provider and its condition keys. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";
/** The audience that `aws-actions/configure-aws-credentials` asks GitHub for. */
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

/** One per account: IAM has at most one provider of an issuer. */
export function githubProviderArn(account: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${GITHUB_ISSUER}`;
}

/** What a token from GitHub may be used for. */
export type GithubPurpose = "deploy" | "preview";

/**
 * The `sub` claims of tokens that may sign in, in full: a wildcard would accept tokens of other repositories. A job with
 * an environment has the environment in its claim instead of the branch.
 * https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
export function githubSubjects(settings: readonly GithubSettings[], purpose: GithubPurpose): readonly string[] {
  const subjects = settings.flatMap((github) => {
    if (github.kind === "off") return [];
    const claim = (context: string): string => `repo:${github.repository}:${context}`;
    switch (purpose) {
      case "deploy":
        return [
          ...github.branches.map((branch) => claim(`ref:refs/heads/${branch}`)),
          ...github.environments.map((environment) => claim(`environment:${environment}`)),
        ];
      case "preview":
        return github.pullRequests ? [claim("pull_request")] : [];
    }
  });
  return [...new Set(subjects)];
}

/**
 * Statement of a role's trust policy; null where no token may sign in.
 * @param settings those of all stages of the account, which share its roles
 */
export function githubTrust(
  account: string,
  settings: readonly GithubSettings[],
  purpose: GithubPurpose,
): object | null {
  const subjects = githubSubjects(settings, purpose);
  if (subjects.length === 0) return null;
  return {
    Sid: "GithubActions",
    Effect: "Allow",
    Principal: { Federated: githubProviderArn(account) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { [`${GITHUB_ISSUER}:aud`]: GITHUB_AUDIENCE, [`${GITHUB_ISSUER}:sub`]: subjects },
    },
  };
}
