import { DRIVER_NAMES } from "../names";
import { githubTrust } from "../account/githubTrust";
import { unreachable } from "../errors";
import type { GithubSettings } from "../stage/account";
import type { AccountRoleKind } from "./roles";

/** Who may assume the roles of an account. */
export interface AccountTrust {
  /** Sign-in of workflows, by the settings of the account's stages. */
  readonly github: readonly GithubSettings[];
  /**
   * People: ARNs of users and roles, or accounts as `arn:aws:iam::100000000001:root`. Users sign in with MFA; roles of IAM
   * Identity Center in an account of the list are trusted, because it asks for MFA itself.
   */
  readonly principals: readonly string[];
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

/** Workflows never get the administrator's role. */
function github(account: string, kind: AccountRoleKind, settings: readonly GithubSettings[]): readonly object[] {
  switch (kind) {
    case "deployment":
      return [githubTrust(account, settings, "deploy")].filter((statement) => statement !== null);
    case "preview":
      return [githubTrust(account, settings, "preview")].filter((statement) => statement !== null);
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
