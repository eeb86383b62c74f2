import { DRIVER_NAMES } from "../names";
import { unreachable } from "../errors";
import type { AccountRoleKind } from "./roles";

/** Who may assume the roles of an account. */
export interface AccountTrust {
  /** Workflows of one repository; null: none. */
  readonly github: GithubTrust | null;
  /**
   * People: ARNs of users and roles, or accounts as `arn:aws:iam::100000000001:root`. Users sign in with MFA; roles of IAM
   * Identity Center in an account of the list are trusted, because it asks for MFA itself.
   */
  readonly principals: readonly string[];
}

export interface GithubTrust {
  /** `owner/repository` */
  readonly repository: string;
  /** Branches whose workflows deploy. */
  readonly branches: readonly string[];
  /** Environments of the repository whose jobs deploy. */
  readonly environments: readonly string[];
}

const GITHUB = "token.actions.githubusercontent.com";

export function githubProviderArn(account: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${GITHUB}`;
}

/** The trust policy of a role, as JSON. */
export function roleTrust(account: string, kind: AccountRoleKind, trust: AccountTrust): string {
  const statements = [...github(account, kind, trust.github), ...people(kind, trust.principals)];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * The trust policy of a role on the emulator, where the account's root is the only identity. On AWS, a root user cannot assume
 * roles.
 */
export function rehearsalTrust(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Rehearsal",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
      },
    ],
  });
}

function github(account: string, kind: AccountRoleKind, trust: GithubTrust | null): readonly object[] {
  if (trust === null) return [];
  const subjects = githubSubjects(kind, trust);
  if (subjects.length === 0) return [];
  return [
    {
      Sid: "Github",
      Effect: "Allow",
      Principal: { Federated: githubProviderArn(account) },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com", [`${GITHUB}:sub`]: subjects } },
    },
  ];
}

/** Subjects of GitHub's tokens: https://docs.github.com/actions/reference/security/oidc */
function githubSubjects(kind: AccountRoleKind, { repository, branches, environments }: GithubTrust): readonly string[] {
  switch (kind) {
    case "deployment":
      return [
        ...branches.map((branch) => `repo:${repository}:ref:refs/heads/${branch}`),
        ...environments.map((environment) => `repo:${repository}:environment:${environment}`),
      ];
    case "preview":
      // Workflows of forks get no token.
      return [`repo:${repository}:pull_request`];
    case "breakGlass":
      return [];
    default:
      return unreachable(kind);
  }
}

/** The break-glass role wants MFA in the request itself: IAM Identity Center does not say whether it asked for it. */
function people(kind: AccountRoleKind, principals: readonly string[]): readonly object[] {
  if (principals.length === 0) return [];
  const accounts = [...new Set(principals.flatMap((arn) => /^arn:aws:iam::(\d{12}):/.exec(arn)?.[1] ?? []))];
  const roots = principals.filter((arn) => arn.endsWith(":root"));
  return [
    {
      Sid: "PeopleWithMfa",
      Effect: "Allow",
      Principal: { AWS: principals },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
    ...(roots.length === 0 || kind === "breakGlass"
      ? []
      : [
          {
            Sid: "PeopleOfIdentityCenter",
            Effect: "Allow",
            Principal: { AWS: roots },
            Action: "sts:AssumeRole",
            Condition: {
              ArnLike: {
                "aws:PrincipalArn": accounts.map(
                  (account) => `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/*`,
                ),
              },
            },
          },
        ]),
  ];
}

/** ARN of the permissions boundary of the roles that deployments create. */
export function boundaryArn(account: string): string {
  return `arn:aws:iam::${account}:policy/${DRIVER_NAMES.boundary}`;
}
