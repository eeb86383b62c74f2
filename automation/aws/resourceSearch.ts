import { LOOKUP_TAG } from "../../model/names";
import { calling, isNotFound } from "./errors";
import { newest, pages } from "./searchResults";
import { clientConfig, type AwsTarget } from "./target";

/** Inputs of a resource in Pulumi's notation, as they were sent to AWS. */
export type SearchedInputs = Readonly<Record<string, unknown>>;

type Finder = (target: AwsTarget, inputs: SearchedInputs) => Promise<readonly string[]>;

/**
 * Finds resources that match the inputs of a request, newest first. Only for types whose id AWS generates: a repeated request
 * would create a second resource.
 */
const FINDERS = {
  api: async (target, inputs) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getApis({ NextToken });
      return { items: Items, next };
    });
    return newest(
      all.filter(({ Name, Tags }) => Name === inputs["name"] && hasTags(Tags, inputs)),
      ({ ApiId, CreatedDate }) => [ApiId, CreatedDate],
    );
  },
  apiDeployment: async (target, inputs) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getDeployments({
        ApiId: String(inputs["apiId"]),
        NextToken,
      });
      return { items: Items, next };
    });
    return newest(
      all.filter(({ AutoDeployed }) => AutoDeployed !== true),
      ({ DeploymentId, CreatedDate }) => [DeploymentId, CreatedDate],
    );
  },
  apiMapping: async (target, inputs) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getApiMappings({
        DomainName: String(inputs["domainName"]),
        NextToken,
      });
      return { items: Items, next };
    });
    // A domain has one mapping for each key.
    const key = (value: unknown): unknown => value ?? "";
    return all
      .filter(({ ApiMappingKey }) => key(ApiMappingKey) === key(inputs["apiMappingKey"]))
      .flatMap(({ ApiMappingId }) => ApiMappingId ?? []);
  },
  backupPlan: async (target, inputs) => {
    const { Backup } = await import("@aws-sdk/client-backup");
    const client = new Backup(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { BackupPlansList = [], NextToken: next } = await client.listBackupPlans({ NextToken });
      return { items: BackupPlansList, next };
    });
    return newest(
      all.filter(({ BackupPlanName }) => BackupPlanName === inputs["name"]),
      ({ BackupPlanId, CreationDate }) => [BackupPlanId, CreationDate],
    );
  },
  backupSelection: async (target, inputs) => {
    const { Backup } = await import("@aws-sdk/client-backup");
    const client = new Backup(clientConfig(target));
    const BackupPlanId = String(inputs["planId"]);
    const all = await pages(async (NextToken) => {
      const { BackupSelectionsList = [], NextToken: next } = await client.listBackupSelections({
        BackupPlanId,
        NextToken,
      });
      return { items: BackupSelectionsList, next };
    });
    return newest(
      all.filter(({ SelectionName }) => SelectionName === inputs["name"]),
      ({ SelectionId, CreationDate }) => [SelectionId, CreationDate],
    );
  },
  certificate: async (target, inputs) => {
    const { ACM } = await import("@aws-sdk/client-acm");
    const client = new ACM(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { CertificateSummaryList = [], NextToken: next } = await client.listCertificates({ NextToken });
      return { items: CertificateSummaryList, next };
    });
    const tagged = [];
    for (const found of all.filter(({ DomainName }) => DomainName === inputs["domainName"])) {
      const { Tags = [] } = await client.listTagsForCertificate({ CertificateArn: found.CertificateArn });
      if (hasTags(Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value] as const)), inputs))
        tagged.push(found);
    }
    return newest(tagged, ({ CertificateArn, CreatedAt }) => [CertificateArn, CreatedAt]);
  },
  eventSourceMapping: async (target, inputs) => {
    const { Lambda } = await import("@aws-sdk/client-lambda");
    const client = new Lambda(clientConfig(target));
    const all = await pages(async (Marker) => {
      const { EventSourceMappings = [], NextMarker: next } = await client.listEventSourceMappings({
        EventSourceArn: String(inputs["eventSourceArn"]),
        FunctionName: String(inputs["functionName"]),
        Marker,
      });
      return { items: EventSourceMappings, next };
    });
    return newest(all, ({ UUID, LastModified }) => [UUID, LastModified]);
  },
  healthCheck: async (target, inputs) => {
    const { Route53 } = await import("@aws-sdk/client-route-53");
    const client = new Route53(clientConfig(target));
    const all = await pages(async (Marker) => {
      const { HealthChecks = [], NextMarker: next } = await client.listHealthChecks({ Marker });
      return { items: HealthChecks, next };
    });
    // Its tags are written after it is created. The provider adds a time to the reference.
    return all
      .filter(({ CallerReference = "" }) => CallerReference.startsWith(`${String(inputs["referenceName"])}-`))
      .sort((a, b) => ((a.CallerReference ?? "") < (b.CallerReference ?? "") ? 1 : -1))
      .flatMap(({ Id }) => Id ?? []);
  },
  queue: async (target, inputs) => {
    const { SQS } = await import("@aws-sdk/client-sqs");
    const { QueueUrl } = await new SQS(clientConfig(target)).getQueueUrl({ QueueName: String(inputs["name"]) });
    return QueueUrl === undefined ? [] : [QueueUrl];
  },
  topicSubscription: async (target, inputs) => {
    const { SNS } = await import("@aws-sdk/client-sns");
    const client = new SNS(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Subscriptions = [], NextToken: next } = await client.listSubscriptionsByTopic({
        TopicArn: String(inputs["topic"]),
        NextToken,
      });
      return { items: Subscriptions, next };
    });
    // An unconfirmed subscription has no id yet. A repeated request returns the same subscription.
    return all
      .filter(({ Protocol, Endpoint }) => Protocol === inputs["protocol"] && Endpoint === inputs["endpoint"])
      .flatMap(({ SubscriptionArn = "" }) => (SubscriptionArn.startsWith("arn:") ? [SubscriptionArn] : []));
  },
  userPool: async (target, inputs) => {
    const { CognitoIdentityProvider } = await import("@aws-sdk/client-cognito-identity-provider");
    const client = new CognitoIdentityProvider(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { UserPools = [], NextToken: next } = await client.listUserPools({ MaxResults: 60, NextToken });
      return { items: UserPools, next };
    });
    const tagged = [];
    for (const { Id } of all.filter(({ Name }) => Name === inputs["name"])) {
      const { UserPool } = await client.describeUserPool({ UserPoolId: Id });
      if (UserPool !== undefined && hasTags(UserPool.UserPoolTags, inputs)) tagged.push(UserPool);
    }
    return newest(tagged, ({ Id, CreationDate }) => [Id, CreationDate]);
  },
  userPoolClient: async (target, inputs) => {
    const { CognitoIdentityProvider } = await import("@aws-sdk/client-cognito-identity-provider");
    const client = new CognitoIdentityProvider(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { UserPoolClients = [], NextToken: next } = await client.listUserPoolClients({
        UserPoolId: String(inputs["userPoolId"]),
        MaxResults: 60,
        NextToken,
      });
      return { items: UserPoolClients, next };
    });
    return all.filter(({ ClientName }) => ClientName === inputs["name"]).flatMap(({ ClientId }) => ClientId ?? []);
  },
} as const satisfies Record<string, Finder>;

/** Types that can be searched. */
export type Search = keyof typeof FINDERS;

/** @returns ids of resources that may have been created by the request, newest first */
export async function findResources(
  target: AwsTarget,
  search: Search,
  inputs: SearchedInputs,
): Promise<readonly string[]> {
  const finder: Finder = FINDERS[search];
  return calling(target, `searching for resources of an interrupted request (${search})`, async () => {
    try {
      return await finder(target, inputs);
    } catch (error) {
      // Its API, pool or topic does not exist.
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}

/** Names of these types are not unique, so the stage's tags decide. */
function hasTags(tags: Readonly<Record<string, string | undefined>> | undefined, inputs: SearchedInputs): boolean {
  const { tags: ownTags = {}, tagsAll = ownTags } = inputs as { tags?: Tags; tagsAll?: Tags };
  const lookup = ownTags[LOOKUP_TAG] ?? tagsAll[LOOKUP_TAG];
  if (lookup !== undefined) return tags?.[LOOKUP_TAG] === lookup;
  return Object.entries(tagsAll).every(([key, value]) => typeof value !== "string" || tags?.[key] === value);
}

type Tags = Readonly<Record<string, unknown>>;
