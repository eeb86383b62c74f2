import { DRIVER_NAMES, ROLE_PATH } from "../../names";
import { namesOf, perStage, type AccountScope } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";

export function rolePolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-roles",
    description: "Roles below one path, within a permissions boundary",
    statements: [...roles(scope), ...passedRoles(scope), ...serviceLinkedRoles(scope), ...denied(scope)],
  };
}

/** Roles of a stage's resources. */
function roleArns(scope: AccountScope): readonly string[] {
  return perStage(scope, (stage) => [`arn:aws:iam::${scope.account}:role${ROLE_PATH}${namesOf(stage)}`]);
}

/** Roles of earlier versions of this program, which had neither a path nor a boundary. */
function earlierRoleArns(scope: AccountScope): readonly string[] {
  return perStage(scope, (stage) => [
    `arn:aws:iam::${scope.account}:role/${namesOf(stage).replace(/\*$/, `${stage.region}-*`)}`,
  ]);
}

function boundaryArn({ account }: AccountScope): string {
  return `arn:aws:iam::${account}:policy/${DRIVER_NAMES.boundary}`;
}

const ROLE_READS = "iam/role.go: read and delete";

function roles(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "RolesWithBoundary",
      groups: [rehearsed("iam:CreateRole", "iam:PutRolePolicy")],
      resources: roleArns(scope),
      conditions: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(scope) } },
      reason: "roles of services, of the API, of schedules; never more than the boundary allows",
      wildcards: "a role per service, all below one path with the stage's name",
    },
    {
      sid: "Roles",
      groups: [
        rehearsed(
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ),
        driverOnly(
          "a change of a role's trust, description or tags, which no rehearsal makes",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
        ),
        providerOnly(ROLE_READS, "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"),
      ],
      resources: roleArns(scope),
      reason: "the same roles: reads, trust, tags, removal",
      wildcards: "a role per service, all below one path with the stage's name",
    },
    {
      sid: "EarlierRoles",
      groups: [
        driverOnly(
          "components/functions/earlierRole.ts: the first deployment after roles got a path",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ),
        providerOnly(ROLE_READS, "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"),
      ],
      resources: earlierRoleArns(scope),
      reason: "removes the roles of earlier versions, which had no path",
      wildcards: "a role per service, with the names of the stage and region",
    },
  ];
}

/** Services that act in a role of ours, and the resource that needs it. */
const PASSED_TO = {
  "lambda.amazonaws.com": "functions run in the role of their service",
  "apigateway.amazonaws.com": "integrations invoke functions in one role",
  "scheduler.amazonaws.com": "schedules invoke functions in one role",
  "cognito-idp.amazonaws.com": "user pools send short messages in one role",
} as const;

function passedRoles(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "PassRoles",
      groups: [rehearsed("iam:PassRole")],
      resources: roleArns(scope),
      conditions: { StringEquals: { "iam:PassedToService": Object.keys(PASSED_TO) } },
      reason: Object.values(PASSED_TO).join("; "),
      wildcards: "a role per service, all below one path with the stage's name",
    },
  ];
}

function serviceLinkedRoles({ account }: AccountScope): readonly AccessStatement[] {
  const services = ["ops.apigateway.amazonaws.com", "dynamodb.application-autoscaling.amazonaws.com"];
  return [
    {
      sid: "ServiceLinkedRoles",
      groups: [
        providerOnly(
          "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html",
          "iam:CreateServiceLinkedRole",
        ),
      ],
      resources: services.map((service) => `arn:aws:iam::${account}:role/aws-service-role/${service}/*`),
      conditions: { StringEquals: { "iam:AWSServiceName": services } },
      reason: "AWS creates its own roles with the first custom domain and the first autoscaled table of an account",
      wildcards: "AWS chooses the role's name",
    },
  ];
}

/** Explicit, so that no other policy of the role can allow it. */
function denied({ account }: AccountScope): readonly AccessStatement[] {
  const arn = (kind: string, name: string): string => `arn:aws:iam::${account}:${kind}/${name}`;
  return [
    {
      sid: "KeepBoundaries",
      effect: "Deny",
      groups: [
        rehearsed(
          "iam:DeleteRolePermissionsBoundary",
          "iam:PutRolePermissionsBoundary",
          "iam:CreateUser",
          "iam:CreateAccessKey",
        ),
      ],
      resources: ["*"],
      reason: "no role loses its boundary, and no identity with lasting credentials is created",
      wildcards: "a denial holds everywhere",
    },
    {
      sid: "KeepFoundation",
      effect: "Deny",
      groups: [
        rehearsed(
          "iam:AttachRolePolicy",
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:PutRolePolicy",
          "iam:SetDefaultPolicyVersion",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:DeleteOpenIDConnectProvider",
          "iam:UpdateOpenIDConnectProviderThumbprint",
          "cloudtrail:DeleteTrail",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
        ),
      ],
      resources: [
        arn("role", DRIVER_NAMES.deploymentRole),
        arn("role", DRIVER_NAMES.previewRole),
        arn("role", DRIVER_NAMES.breakGlassRole),
        arn("policy", DRIVER_NAMES.boundary),
        arn("policy", "listbackup-deployment-*"),
        arn("oidc-provider", "*"),
        `arn:aws:cloudtrail:*:${account}:trail/*`,
      ],
      reason: "what limits and watches the role belongs to bootstrap",
      wildcards: "every policy of the role, every provider of identities, every trail: a denial holds everywhere",
    },
  ];
}
