import { randomUUID } from "node:crypto";
import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Example } from "./example";

const lambdaArn = (name: string): string => `arn:aws:lambda:us-west-2:123456789012:function:${name}:live`;

const pool = {
  name: "example-pool",
  usernameAttributes: ["email"],
  autoVerifiedAttributes: ["email"],
  passwordPolicy: {
    minimumLength: 12,
    requireLowercase: true,
    requireUppercase: true,
    requireNumbers: true,
    requireSymbols: true,
    temporaryPasswordValidityDays: 3,
  },
  mfaConfiguration: "OPTIONAL",
  softwareTokenMfaConfiguration: { enabled: true },
  schemas: [
    { name: "email", attributeDataType: "String", required: true, mutable: true },
    {
      name: "accountId",
      attributeDataType: "String",
      mutable: true,
      stringAttributeConstraints: { minLength: "1", maxLength: "64" },
    },
  ],
  accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
  adminCreateUserConfig: { allowAdminCreateUserOnly: false },
  userPoolTier: "ESSENTIALS",
  lambdaConfig: {
    preSignUp: lambdaArn("pre-sign-up"),
    preTokenGeneration: lambdaArn("claims"),
    preTokenGenerationConfig: { lambdaArn: lambdaArn("claims"), lambdaVersion: "V2_0" },
  },
  tags: { part: "pool" },
};

const { lambdaConfig: _triggers, ...poolWithoutTriggers } = pool;

const poolNeeds = async ({ cognito }: Aws) => {
  const { UserPool } = await cognito.createUserPool({ PoolName: "example" });
  return { pool: UserPool?.Id ?? "" };
};

const zoneNeeds =
  (name: string) =>
  async ({ route53 }: Aws) => {
    const { HostedZone } = await route53.createHostedZone({ Name: name, CallerReference: name });
    return { zone: (HostedZone?.Id ?? "").replace("/hostedzone/", "") };
  };

const ALIASES = [
  { name: "d-1.execute-api.us-west-2.amazonaws.com", zoneId: "Z2OJLYMUO9EFXC", evaluateTargetHealth: false },
];

const healthCheck = {
  type: "HTTPS",
  fqdn: "api-id.execute-api.us-west-2.amazonaws.com",
  port: 443,
  resourcePath: "/health",
  enableSni: true,
  requestInterval: 30,
  failureThreshold: 3,
  disabled: false,
  invertHealthcheck: false,
  referenceName: "example",
  tags: { part: "check" },
};

const healthCheckNeeds = (zone: string) => async (aws: Aws) => {
  const { HealthCheck } = await aws.route53.createHealthCheck({
    CallerReference: randomUUID(),
    HealthCheckConfig: { Type: "HTTPS", FullyQualifiedDomainName: "api.example.com" },
  });
  return { ...(await zoneNeeds(zone)(aws)), check: HealthCheck?.Id ?? "" };
};

export const identityExamples: readonly Example[] = [
  {
    token: "aws:cognito/userPool:UserPool",
    inputs: () => pool,
    update: () => ({
      ...poolWithoutTriggers,
      passwordPolicy: { ...pool.passwordPolicy, minimumLength: 16 },
      mfaConfiguration: "OFF",
      softwareTokenMfaConfiguration: { enabled: false },
      schemas: [...pool.schemas, { name: "tier", attributeDataType: "String", mutable: true }],
      tags: { part: "other" },
    }),
    replace: { usernameAttributes: ["phone_number"] },
    drift: {
      change: ({ cognito }, id) =>
        cognito.setUserPoolMfaConfig({
          UserPoolId: id,
          MfaConfiguration: "OPTIONAL",
          SoftwareTokenMfaConfiguration: { Enabled: true },
        }),
      shows: ["mfaConfiguration", "softwareTokenMfaConfiguration"],
    },
    unread: ["schemas"],
  },
  {
    token: "aws:cognito/userPoolClient:UserPoolClient",
    needs: poolNeeds,
    inputs: ({ pool: userPoolId = "" }) => ({
      userPoolId,
      name: "example-client",
      generateSecret: true,
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      callbackUrls: ["https://example.com/callback"],
      logoutUrls: ["https://example.com/logout"],
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email"],
      allowedOauthFlowsUserPoolClient: true,
      supportedIdentityProviders: ["COGNITO"],
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 30,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
      preventUserExistenceErrors: "ENABLED",
    }),
    update: ({ pool: userPoolId = "" }) => ({
      userPoolId,
      name: "example-client-renamed",
      generateSecret: true,
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      callbackUrls: ["https://example.com/other"],
      refreshTokenValidity: 7,
    }),
    replace: { generateSecret: false },
    importId: (id, { userPoolId }) => `${String(userPoolId)}/${id}`,
  },
  {
    token: "aws:cognito/userGroup:UserGroup",
    needs: poolNeeds,
    inputs: ({ pool: userPoolId = "" }) => ({ userPoolId, name: "admins", description: "First", precedence: 1 }),
    update: ({ pool: userPoolId = "" }) => ({ userPoolId, name: "admins", description: "Second", precedence: 2 }),
    replace: { name: "owners" },
    drift: {
      change: ({ cognito }, _id, { pool: UserPoolId }) =>
        cognito
          .deleteGroup({ UserPoolId, GroupName: "admins" })
          .then(() => cognito.createGroup({ UserPoolId, GroupName: "admins", Description: "By hand", Precedence: 2 })),
      shows: ["description"],
    },
  },
  {
    token: "aws:cognito/userPoolDomain:UserPoolDomain",
    needs: poolNeeds,
    inputs: ({ pool: userPoolId = "" }) => ({ userPoolId, domain: "example-domain" }),
    replace: { domain: "example-other-domain" },
  },
  {
    token: "aws:acm/certificate:Certificate",
    inputs: () => ({
      domainName: "api.example.com",
      subjectAlternativeNames: ["*.api.example.com"],
      validationMethod: "DNS",
      tags: { part: "certificate" },
    }),
    update: () => ({
      domainName: "api.example.com",
      subjectAlternativeNames: ["*.api.example.com"],
      validationMethod: "DNS",
      tags: { part: "other" },
    }),
    replace: { domainName: "other.example.com" },
  },
  {
    token: "aws:acm/certificateValidation:CertificateValidation",
    needs: async ({ acm }) => {
      const { CertificateArn = "" } = await acm.requestCertificate({
        DomainName: "v.example.com",
        ValidationMethod: "DNS",
      });
      return { certificate: CertificateArn };
    },
    inputs: ({ certificate = "" }) => ({ certificateArn: certificate, validationRecordFqdns: ["_x.v.example.com"] }),
    replace: { certificateArn: "arn:aws:acm:us-west-2:123456789012:certificate/another" },
    importId: (_id, { certificateArn }) => String(certificateArn),
    unread: ["validationRecordFqdns"],
    stays: true,
  },
  {
    token: "aws:route53/record:Record",
    needs: zoneNeeds("example-zone.com"),
    inputs: ({ zone = "" }) => ({
      zoneId: zone,
      name: "_token.example-zone.com",
      type: "CNAME",
      ttl: 60,
      records: ["value.example.net."],
      allowOverwrite: true,
    }),
    update: ({ zone = "" }) => ({
      zoneId: zone,
      name: "_token.example-zone.com",
      type: "CNAME",
      ttl: 300,
      records: ["other.example.net"],
      allowOverwrite: true,
    }),
    replace: { name: "_other.example-zone.com" },
    unread: ["allowOverwrite"],
  },
  {
    token: "aws:route53/record:Record",
    title: "alias",
    needs: zoneNeeds("example-alias.com"),
    inputs: ({ zone = "" }) => ({
      zoneId: zone,
      name: "api",
      type: "A",
      aliases: [
        { name: "d-1.execute-api.us-west-2.amazonaws.com", zoneId: "Z2OJLYMUO9EFXC", evaluateTargetHealth: false },
      ],
    }),
    update: ({ zone = "" }) => ({
      zoneId: zone,
      name: "api",
      type: "A",
      aliases: [
        { name: "d-2.execute-api.us-west-2.amazonaws.com", zoneId: "Z2OJLYMUO9EFXC", evaluateTargetHealth: false },
      ],
    }),
    replace: { name: "www" },
  },
  {
    token: "aws:route53/record:Record",
    title: "simple to failover",
    needs: healthCheckNeeds("example-failover.com"),
    inputs: ({ zone = "" }) => ({ zoneId: zone, name: "api.example-failover.com", type: "A", aliases: ALIASES }),
    update: ({ zone = "", check = "" }) => ({
      zoneId: zone,
      name: "api.example-failover.com",
      type: "A",
      aliases: ALIASES,
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: check,
    }),
    replace: { zoneId: "ZOTHER" },
  },
  {
    token: "aws:route53/record:Record",
    title: "failover to simple",
    needs: healthCheckNeeds("example-failback.com"),
    inputs: ({ zone = "", check = "" }) => ({
      zoneId: zone,
      name: "api.example-failback.com",
      type: "A",
      aliases: ALIASES,
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: check,
    }),
    update: ({ zone = "" }) => ({ zoneId: zone, name: "api.example-failback.com", type: "A", aliases: ALIASES }),
  },
  {
    token: "aws:route53/healthCheck:HealthCheck",
    inputs: () => healthCheck,
    update: () => ({ ...healthCheck, resourcePath: "/status", failureThreshold: 5, tags: { part: "other" } }),
    replace: { requestInterval: 10 },
    drift: {
      change: ({ route53 }, id) => route53.updateHealthCheck({ HealthCheckId: id, Disabled: true, Inverted: true }),
      shows: ["disabled", "invertHealthcheck"],
    },
    unread: ["referenceName"],
  },
];
