import { perRegion, perStage, regionalArn, regionsOf, type AccountScope } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

/** The API, its domain, users, e-mail and monitoring. */
export function apiPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-api",
    description: "API, domain, users, e-mail and monitoring",
    statements: [...gateway(scope), ...domain(scope), ...users(scope)],
  };
}

/** Paths below an account's API Gateway; their ARNs have no account. */
function gatewayArns(scope: AccountScope): readonly string[] {
  return regionsOf(scope).flatMap((region) =>
    ["/apis", "/apis/*", "/domainnames", "/domainnames/*", "/tags/*"].map(
      (path) => `arn:aws:apigateway:${region}::${path}`,
    ),
  );
}

function gateway(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Gateway",
      groups: [
        rehearsed("apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"),
      ],
      resources: gatewayArns(scope),
      reason: "the HTTP API with its domain, routes, deployments and tags",
      wildcards:
        "API Gateway chooses the ids of APIs, and grants by path; REST APIs (/restapis) are not among the paths",
    },
  ];
}

function domain(scope: AccountScope): readonly AccessStatement[] {
  const { account } = scope;
  return [
    {
      sid: "RequestCertificates",
      groups: [
        rehearsed("acm:RequestCertificate"),
        driverOnly("automation/aws/resourceSearch.ts", "acm:ListCertificates"),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "the certificate of the API's domain",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "Certificates",
      groups: [
        rehearsed("acm:DeleteCertificate", "acm:DescribeCertificate", "acm:ListTagsForCertificate"),
        driverOnly("a change of tags", "acm:RemoveTagsFromCertificate"),
        providerOnly("acm/certificate.go: create with tags", "acm:AddTagsToCertificate"),
      ],
      resources: perRegion(scope, (region) => [regionalArn({ region, account }, "acm", "certificate/*")]),
      reason: "the certificate of the API's domain",
      wildcards: "AWS chooses the ids",
    },
    {
      sid: "Records",
      groups: [rehearsed("route53:ChangeResourceRecordSets")],
      resources: ["arn:aws:route53:::hostedzone/*"],
      conditions: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": perStage(scope, ({ apiDomain, zone }) => [
            apiDomain,
            `_*.${apiDomain}`,
            `*._domainkey.${zone}`,
          ]),
        },
      },
      reason: "records of the API's domain, of its certificate, and of the sender's domain",
      wildcards: "AWS chooses the ids of zones; the condition allows only these names",
    },
    {
      sid: "HealthChecks",
      groups: [
        rehearsed(
          "route53:ChangeTagsForResource",
          "route53:DeleteHealthCheck",
          "route53:GetHealthCheck",
          "route53:ListTagsForResource",
        ),
        driverOnly("automation/failover/dns.ts: a failover", "route53:UpdateHealthCheck"),
      ],
      resources: ["arn:aws:route53:::healthcheck/*"],
      reason: "the health check of a primary stage's API",
      wildcards: "AWS chooses the ids, and has no condition for health checks",
    },
    {
      sid: "CreateHealthChecks",
      groups: [
        rehearsed("route53:CreateHealthCheck"),
        driverOnly("automation/aws/resourceSearch.ts", "route53:ListHealthChecks"),
      ],
      resources: ["*"],
      reason: "creates the health check, finds it after an interruption",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "ReadZones",
      groups: [
        rehearsed("route53:GetHostedZone", "route53:ListResourceRecordSets"),
        providerOnly("route53/zone_data_source.go: tags", "route53:ListTagsForResource"),
      ],
      resources: ["arn:aws:route53:::hostedzone/*"],
      reason: "the zone of the stage, and its records",
      wildcards: "AWS chooses the ids of zones",
    },
    {
      sid: "FindZones",
      groups: [rehearsed("route53:ListHostedZonesByName", "route53:ListHostedZones")],
      resources: ["*"],
      reason: "finds the zone by its name",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "RecordChanges",
      groups: [providerOnly("route53/record.go: waits for a change", "route53:GetChange")],
      resources: ["arn:aws:route53:::change/*"],
      reason: "waits until a record is known",
      wildcards: "AWS chooses the ids of changes",
    },
  ];
}

function users(scope: AccountScope): readonly AccessStatement[] {
  const { account } = scope;
  const pools = perRegion(scope, (region) => [regionalArn({ region, account }, "cognito-idp", "userpool/*")]);
  const ofStages = { StringEquals: { "aws:ResourceTag/Stage": scope.stages.map(({ name }) => name) } };
  return [
    {
      sid: "UserPools",
      groups: [
        driverOnly(
          "components/phases/identity.ts: a change of the user pool",
          "cognito-idp:UpdateUserPool",
          "cognito-idp:UpdateUserPoolClient",
        ),
        rehearsed(
          "cognito-idp:AdminDeleteUser",
          "cognito-idp:CreateGroup",
          "cognito-idp:CreateUserPoolClient",
          "cognito-idp:CreateUserPoolDomain",
          "cognito-idp:DeleteGroup",
          "cognito-idp:DeleteUserPool",
          "cognito-idp:DeleteUserPoolClient",
          "cognito-idp:DeleteUserPoolDomain",
          "cognito-idp:DescribeUserPool",
          "cognito-idp:DescribeUserPoolClient",
          "cognito-idp:GetGroup",
          "cognito-idp:GetUserPoolMfaConfig",
          "cognito-idp:SetUserPoolMfaConfig",
        ),
        driverOnly(
          "a change of attributes, groups, domain or tags; users of a group that is replaced",
          "cognito-idp:AddCustomAttributes",
          "cognito-idp:AdminAddUserToGroup",
          "cognito-idp:ListUserPoolClients",
          "cognito-idp:ListUsersInGroup",
          "cognito-idp:TagResource",
          "cognito-idp:UntagResource",
          "cognito-idp:UpdateGroup",
          "cognito-idp:UpdateUserPoolDomain",
        ),
      ],
      resources: pools,
      conditions: ofStages,
      reason: "the user pool with client, domain and groups; verification removes its test user",
      wildcards: "AWS chooses the ids; the condition allows only pools with the stage's tag",
    },
    {
      sid: "CreateUserPools",
      groups: [
        rehearsed("cognito-idp:CreateUserPool", "cognito-idp:DescribeUserPoolDomain"),
        driverOnly("automation/aws/resourceSearch.ts", "cognito-idp:ListUserPools"),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "creates the user pool, finds it after an interruption",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "TagUserPools",
      groups: [providerOnly("cognitoidp/user_pool.go: create with tags", "cognito-idp:TagResource")],
      resources: pools,
      conditions: { StringEquals: { "aws:RequestTag/Stage": scope.stages.map(({ name }) => name) } },
      reason: "AWS checks it when a pool is created with tags",
      wildcards: "AWS chooses the ids; the condition allows only the stage's tag",
    },
  ];
}
