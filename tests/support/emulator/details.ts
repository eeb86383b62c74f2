import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { ServerSideEncryptionConfiguration, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import type { clientsOf } from "./clients";

type Clients = ReturnType<typeof clientsOf>;
type Details = (clients: Clients) => Promise<readonly unknown[]>;

/** What cannot be read is a detail as well: a bucket without a policy answers an error. */
async function orError<T>(answer: Promise<T>): Promise<T | string> {
  try {
    return await answer;
  } catch (error) {
    return (error as Error).name;
  }
}

const comparableDetails = ({
  CodeSha256,
  Role,
  Handler,
  Runtime,
  MemorySize,
  Timeout,
  Environment,
  LoggingConfig,
  TracingConfig,
}: FunctionConfiguration) => ({
  CodeSha256,
  Role,
  Handler,
  Runtime,
  MemorySize,
  Timeout,
  Environment,
  LoggingConfig,
  TracingConfig,
});

/** A function, and what its alias serves: each is made by a call of its own. */
const functions: Details = async ({ lambda }) => {
  const { Functions = [] } = await lambda.listFunctions({});
  return Promise.all(
    Functions.map(async ({ FunctionName }) => {
      const [latest, live, concurrency] = await Promise.all([
        lambda.getFunctionConfiguration({ FunctionName }),
        orError(lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" })),
        lambda.getFunctionConcurrency({ FunctionName }),
      ]);
      return {
        FunctionName,
        latest: comparableDetails(latest),
        live: typeof live === "string" ? live : comparableDetails(live),
        reserved: concurrency.ReservedConcurrentExecutions,
      };
    }),
  );
};

const tables: Details = async ({ dynamodb }) => {
  const { TableNames = [] } = await dynamodb.listTables({});
  return Promise.all(
    TableNames.map(async (TableName) => {
      const [{ Table }, ttl, backups] = await Promise.all([
        dynamodb.describeTable({ TableName }),
        dynamodb.describeTimeToLive({ TableName }),
        orError(dynamodb.describeContinuousBackups({ TableName })),
      ]);
      return {
        TableName,
        keys: Table?.KeySchema,
        stream: Table?.StreamSpecification,
        billing: Table?.BillingModeSummary?.BillingMode,
        isProtected: Table?.DeletionProtectionEnabled,
        indexes: (Table?.GlobalSecondaryIndexes ?? [])
          .map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
          .sort((a, b) => ((a.IndexName ?? "") < (b.IndexName ?? "") ? -1 : 1)),
        ttl: ttl.TimeToLiveDescription,
        recovery:
          typeof backups === "string"
            ? backups
            : backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      };
    }),
  );
};

/** A bucket without rules has AWS's default, in which a key that is left out of ours is false. They are the same. */
function encryptionRules(
  encryption: ServerSideEncryptionConfiguration | undefined,
): readonly ServerSideEncryptionRule[] {
  return (encryption?.Rules ?? []).map((rule) => ({ ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false }));
}

const buckets: Details = async ({ s3 }) => {
  const { Buckets = [] } = await s3.listBuckets({});
  return Promise.all(
    Buckets.map(async ({ Name }) => {
      const Bucket = Name ?? "";
      const answers = await Promise.all([
        orError(s3.getBucketVersioning({ Bucket }).then(({ Status }) => Status)),
        orError(
          s3.getBucketEncryption({ Bucket }).then((found) => encryptionRules(found.ServerSideEncryptionConfiguration)),
        ),
        orError(s3.getPublicAccessBlock({ Bucket }).then((found) => found.PublicAccessBlockConfiguration)),
        orError(s3.getBucketLifecycleConfiguration({ Bucket }).then(({ Rules }) => Rules)),
        orError(s3.getBucketCors({ Bucket }).then(({ CORSRules }) => CORSRules)),
        orError(s3.getBucketPolicy({ Bucket }).then(({ Policy }) => Policy)),
        orError(s3.getBucketOwnershipControls({ Bucket }).then((found) => found.OwnershipControls)),
      ]);
      return [Bucket, ...answers];
    }),
  );
};

const userPools: Details = async ({ cognito }) => {
  const { UserPools = [] } = await cognito.listUserPools({ MaxResults: 60 });
  return Promise.all(
    UserPools.map(async ({ Id: UserPoolId }) => {
      const [{ UserPool }, mfa] = await Promise.all([
        cognito.describeUserPool({ UserPoolId }),
        orError(
          cognito
            .getUserPoolMfaConfig({ UserPoolId })
            .then(({ MfaConfiguration, SoftwareTokenMfaConfiguration }) => [
              MfaConfiguration,
              SoftwareTokenMfaConfiguration,
            ]),
        ),
      ]);
      return { name: UserPool?.Name, policies: UserPool?.Policies, verified: UserPool?.AutoVerifiedAttributes, mfa };
    }),
  );
};

const queues: Details = async ({ sqs }) => {
  const { QueueUrls = [] } = await sqs.listQueues({});
  return Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
      const settings = Object.entries(Attributes).filter(([name]) => !/Timestamp$|^ApproximateNumber/.test(name));
      return settings.sort(([a], [b]) => (a < b ? -1 : 1));
    }),
  );
};

const routes: Details = async ({ api }) => {
  const { Items: apis = [] } = await api.getApis({});
  const all = await Promise.all(
    apis.map(async ({ ApiId }) => {
      const { Items = [] } = await api.getRoutes({ ApiId });
      return Promise.all(
        Items.map(async ({ RouteKey, AuthorizationType, Target }) => {
          const IntegrationId = (Target ?? "").replace("integrations/", "");
          const { IntegrationUri, PayloadFormatVersion } = await api.getIntegration({ ApiId, IntegrationId });
          return { RouteKey, AuthorizationType, IntegrationUri, PayloadFormatVersion };
        }),
      );
    }),
  );
  return all.flat();
};

const rolePolicies: Details = async ({ iam }) => {
  const { Roles = [] } = await iam.listRoles({});
  const all = await Promise.all(
    Roles.map(async ({ RoleName }) => {
      const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
      return Promise.all(PolicyNames.map((PolicyName) => iam.getRolePolicy({ RoleName, PolicyName })));
    }),
  );
  return all.flat().map(({ RoleName, PolicyDocument }) => ({ RoleName, PolicyDocument }));
};

const logGroups: Details = async ({ logs }) =>
  ((await logs.describeLogGroups({})).logGroups ?? []).map(({ logGroupName, retentionInDays }) => ({
    logGroupName,
    retentionInDays,
  }));

/** What each thing is, beyond that it is there: everything that takes an AWS call of its own. */
export const DETAILS: Readonly<Record<string, Details>> = {
  functionDetails: functions,
  tableDetails: tables,
  bucketDetails: buckets,
  userPoolDetails: userPools,
  queueDetails: queues,
  routeDetails: routes,
  rolePolicyDetails: rolePolicies,
  logGroupDetails: logGroups,
};

/** Ids that AWS chooses are others when a stage is made anew. */
export async function chosenIds({ api, cognito }: Clients): Promise<readonly string[]> {
  const [apis, pools] = await Promise.all([api.getApis({}), cognito.listUserPools({ MaxResults: 60 })]);
  const poolIds = (pools.UserPools ?? []).flatMap(({ Id }) => Id ?? []);
  const clients = await Promise.all(
    poolIds.map((UserPoolId) => cognito.listUserPoolClients({ UserPoolId, MaxResults: 60 })),
  );
  return [
    ...(apis.Items ?? []).flatMap(({ ApiId }) => ApiId ?? []),
    ...poolIds,
    ...clients.flatMap(({ UserPoolClients = [] }) => UserPoolClients.flatMap(({ ClientId }) => ClientId ?? [])),
  ];
}
