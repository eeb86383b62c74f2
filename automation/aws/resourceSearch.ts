import { LOOKUP_TAG } from "../../model/names";
import { calling, isNotFound } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** What somebody asked AWS to make, property by property as Pulumi has it. */
export type Wanted = Readonly<Record<string, unknown>>;

type Finder = (target: AwsTarget, wanted: Wanted) => Promise<readonly string[]>;

/**
 * Ids of what looks as if it had been made for a request, the newest first. Of things that AWS names itself, and that it
 * therefore makes twice when it is asked twice.
 */
const FINDERS = {
  api: async (target, wanted) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getApis({ NextToken });
      return { items: Items, next };
    });
    return newest(
      all.filter(({ Name, Tags }) => Name === wanted["name"] && hasTags(Tags, wanted)),
      ({ ApiId, CreatedDate }) => [ApiId, CreatedDate],
    );
  },
  apiDeployment: async (target, wanted) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getDeployments({
        ApiId: String(wanted["apiId"]),
        NextToken,
      });
      return { items: Items, next };
    });
    return newest(
      all.filter(({ AutoDeployed }) => AutoDeployed !== true),
      ({ DeploymentId, CreatedDate }) => [DeploymentId, CreatedDate],
    );
  },
  apiMapping: async (target, wanted) => {
    const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
    const client = new ApiGatewayV2(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Items = [], NextToken: next } = await client.getApiMappings({
        DomainName: String(wanted["domainName"]),
        NextToken,
      });
      return { items: Items, next };
    });
    // A domain has one mapping for each key.
    const key = (value: unknown): unknown => value ?? "";
    return all
      .filter(({ ApiMappingKey }) => key(ApiMappingKey) === key(wanted["apiMappingKey"]))
      .flatMap(({ ApiMappingId }) => ApiMappingId ?? []);
  },
  certificate: async (target, wanted) => {
    const { ACM } = await import("@aws-sdk/client-acm");
    const client = new ACM(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { CertificateSummaryList = [], NextToken: next } = await client.listCertificates({ NextToken });
      return { items: CertificateSummaryList, next };
    });
    const ours = [];
    for (const found of all.filter(({ DomainName }) => DomainName === wanted["domainName"])) {
      const { Tags = [] } = await client.listTagsForCertificate({ CertificateArn: found.CertificateArn });
      if (hasTags(Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value] as const)), wanted))
        ours.push(found);
    }
    return newest(ours, ({ CertificateArn, CreatedAt }) => [CertificateArn, CreatedAt]);
  },
  eventSourceMapping: async (target, wanted) => {
    const { Lambda } = await import("@aws-sdk/client-lambda");
    const client = new Lambda(clientConfig(target));
    const all = await pages(async (Marker) => {
      const { EventSourceMappings = [], NextMarker: next } = await client.listEventSourceMappings({
        EventSourceArn: String(wanted["eventSourceArn"]),
        FunctionName: String(wanted["functionName"]),
        Marker,
      });
      return { items: EventSourceMappings, next };
    });
    return newest(all, ({ UUID, LastModified }) => [UUID, LastModified]);
  },
  queue: async (target, wanted) => {
    const { SQS } = await import("@aws-sdk/client-sqs");
    const { QueueUrl } = await new SQS(clientConfig(target)).getQueueUrl({ QueueName: String(wanted["name"]) });
    return QueueUrl === undefined ? [] : [QueueUrl];
  },
  topicSubscription: async (target, wanted) => {
    const { SNS } = await import("@aws-sdk/client-sns");
    const client = new SNS(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { Subscriptions = [], NextToken: next } = await client.listSubscriptionsByTopic({
        TopicArn: String(wanted["topic"]),
        NextToken,
      });
      return { items: Subscriptions, next };
    });
    // Unconfirmed it has no id yet. Asked for again, it is the same one.
    return all
      .filter(({ Protocol, Endpoint }) => Protocol === wanted["protocol"] && Endpoint === wanted["endpoint"])
      .flatMap(({ SubscriptionArn = "" }) => (SubscriptionArn.startsWith("arn:") ? [SubscriptionArn] : []));
  },
  userPool: async (target, wanted) => {
    const { CognitoIdentityProvider } = await import("@aws-sdk/client-cognito-identity-provider");
    const client = new CognitoIdentityProvider(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { UserPools = [], NextToken: next } = await client.listUserPools({ MaxResults: 60, NextToken });
      return { items: UserPools, next };
    });
    const ours = [];
    for (const { Id } of all.filter(({ Name }) => Name === wanted["name"])) {
      const { UserPool } = await client.describeUserPool({ UserPoolId: Id });
      if (UserPool !== undefined && hasTags(UserPool.UserPoolTags, wanted)) ours.push(UserPool);
    }
    return newest(ours, ({ Id, CreationDate }) => [Id, CreationDate]);
  },
  userPoolClient: async (target, wanted) => {
    const { CognitoIdentityProvider } = await import("@aws-sdk/client-cognito-identity-provider");
    const client = new CognitoIdentityProvider(clientConfig(target));
    const all = await pages(async (NextToken) => {
      const { UserPoolClients = [], NextToken: next } = await client.listUserPoolClients({
        UserPoolId: String(wanted["userPoolId"]),
        MaxResults: 60,
        NextToken,
      });
      return { items: UserPoolClients, next };
    });
    return all.filter(({ ClientName }) => ClientName === wanted["name"]).flatMap(({ ClientId }) => ClientId ?? []);
  },
} as const satisfies Record<string, Finder>;

/** What can be looked for. */
export type Search = keyof typeof FINDERS;

/** @returns ids of what may have been made for the request, the newest first */
export async function find(target: AwsTarget, search: Search, wanted: Wanted): Promise<readonly string[]> {
  const finder: Finder = FINDERS[search];
  return calling(target, `looking for what was interrupted (${search})`, async () => {
    try {
      return await finder(target, wanted);
    } catch (error) {
      // Where its API, pool or topic is gone, there is none.
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}

/** Names are not unique among them, and somebody else's may look the same: our tags tell. */
function hasTags(tags: Readonly<Record<string, string | undefined>> | undefined, wanted: Wanted): boolean {
  const { tags: asked = {}, tagsAll = asked } = wanted as { tags?: Tags; tagsAll?: Tags };
  const lookup = asked[LOOKUP_TAG] ?? tagsAll[LOOKUP_TAG];
  if (lookup !== undefined) return tags?.[LOOKUP_TAG] === lookup;
  return Object.entries(tagsAll).every(([key, value]) => typeof value !== "string" || tags?.[key] === value);
}

type Tags = Readonly<Record<string, unknown>>;

function newest<T>(found: readonly T[], of: (item: T) => readonly [string | undefined, Date | undefined]): string[] {
  return found
    .map(of)
    .sort(([, a], [, b]) => (b?.getTime() ?? 0) - (a?.getTime() ?? 0))
    .flatMap(([id]) => id ?? []);
}

async function pages<T>(
  page: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...items);
    token = next === "" ? undefined : next;
  } while (token !== undefined);
  return all;
}
