import { join } from "node:path";
import { clientsOf } from "./clients";
import { chosenIds, DETAILS } from "./details";
import { emulatorStatus } from "../../../rehearsal/ministack/runningEmulator";

/**
 * Everything that an account has, by kind, sorted: names, and what each thing is as JSON without the ids that AWS chose.
 * What is there twice stands there twice.
 */
export type Contents = Readonly<Record<string, readonly string[]>>;

type Lister = (client: { readonly [K in keyof Clients]: Clients[K] }) => Promise<readonly (string | undefined)[]>;

type Clients = ReturnType<typeof clientsOf>;

const LISTERS: Readonly<Record<string, Lister>> = {
  certificates: async ({ acm }) =>
    (await acm.listCertificates({})).CertificateSummaryList?.map(({ DomainName }) => DomainName) ?? [],
  apis: async ({ api }) => (await api.getApis({})).Items?.map(({ Name }) => Name) ?? [],
  routes: (clients) =>
    ofApis(clients, async (ApiId) => (await clients.api.getRoutes({ ApiId })).Items?.map(({ RouteKey }) => RouteKey)),
  integrations: (clients) =>
    ofApis(clients, async (ApiId) =>
      (await clients.api.getIntegrations({ ApiId })).Items?.map(({ IntegrationUri }) => IntegrationUri),
    ),
  apiStages: (clients) =>
    ofApis(clients, async (ApiId) => (await clients.api.getStages({ ApiId })).Items?.map(({ StageName }) => StageName)),
  apiDeployments: (clients) =>
    ofApis(clients, async (ApiId) => (await clients.api.getDeployments({ ApiId })).Items?.map(() => "deployment")),
  domainNames: async ({ api }) => (await api.getDomainNames({})).Items?.map(({ DomainName }) => DomainName) ?? [],
  apiMappings: async ({ api }) => {
    const domains = (await api.getDomainNames({})).Items ?? [];
    const mappings = await Promise.all(domains.map(({ DomainName }) => api.getApiMappings({ DomainName })));
    return mappings.flatMap(({ Items = [] }) => Items.map(({ Stage }) => Stage));
  },
  userPools: async ({ cognito }) =>
    (await cognito.listUserPools({ MaxResults: 60 })).UserPools?.map(({ Name }) => Name) ?? [],
  userPoolClients: (clients) =>
    ofPools(clients, async (UserPoolId) =>
      (await clients.cognito.listUserPoolClients({ UserPoolId, MaxResults: 60 })).UserPoolClients?.map(
        ({ ClientName }) => ClientName,
      ),
    ),
  userGroups: (clients) =>
    ofPools(clients, async (UserPoolId) =>
      (await clients.cognito.listGroups({ UserPoolId })).Groups?.map(({ GroupName }) => GroupName),
    ),
  tables: async ({ dynamodb }) => (await dynamodb.listTables({})).TableNames ?? [],
  queues: async ({ sqs }) => (await sqs.listQueues({})).QueueUrls?.map((url) => url.split("/").at(-1)) ?? [],
  functions: async ({ lambda }) =>
    (await lambda.listFunctions({})).Functions?.map(({ FunctionName }) => FunctionName) ?? [],
  aliases: async ({ lambda }) => {
    const functions = (await lambda.listFunctions({})).Functions ?? [];
    const aliases = await Promise.all(functions.map(({ FunctionName }) => lambda.listAliases({ FunctionName })));
    return aliases.flatMap(({ Aliases = [] }) => Aliases.map(({ AliasArn }) => AliasArn));
  },
  eventSourceMappings: async ({ lambda }) =>
    (await lambda.listEventSourceMappings({})).EventSourceMappings?.map(({ FunctionArn }) => FunctionArn) ?? [],
  roles: async ({ iam }) => (await iam.listRoles({})).Roles?.map(({ RoleName }) => RoleName) ?? [],
  rolePolicies: async ({ iam }) => {
    const roles = (await iam.listRoles({})).Roles ?? [];
    const policies = await Promise.all(roles.map(({ RoleName }) => iam.listRolePolicies({ RoleName })));
    return policies.flatMap(({ PolicyNames = [] }, index) =>
      PolicyNames.map((name) => `${roles[index]?.RoleName ?? ""}:${name}`),
    );
  },
  logGroups: async ({ logs }) =>
    (await logs.describeLogGroups({})).logGroups?.map(({ logGroupName }) => logGroupName) ?? [],
  buses: async ({ events }) => (await events.listEventBuses({})).EventBuses?.map(({ Name }) => Name) ?? [],
  rules: async ({ events }) => {
    const buses = (await events.listEventBuses({})).EventBuses ?? [];
    const rules = await Promise.all(buses.map(({ Name }) => events.listRules({ EventBusName: Name })));
    return rules.flatMap(({ Rules = [] }) =>
      Rules.map(({ EventBusName, Name }) => `${EventBusName ?? ""}/${Name ?? ""}`),
    );
  },
  topics: async ({ sns }) => (await sns.listTopics({})).Topics?.map(({ TopicArn }) => TopicArn) ?? [],
  buckets: async ({ s3 }) => (await s3.listBuckets({})).Buckets?.map(({ Name }) => Name) ?? [],
  parameters: async ({ ssm }) =>
    (await ssm.describeParameters({ MaxResults: 50 })).Parameters?.map(({ Name }) => Name) ?? [],
};

type Names = readonly (string | undefined)[] | undefined;

async function ofApis(
  { api }: Clients,
  names: (id: string) => Promise<Names>,
): Promise<readonly (string | undefined)[]> {
  const { Items = [] } = await api.getApis({});
  return (await Promise.all(Items.map(({ ApiId = "" }) => names(ApiId)))).flatMap((found) => found ?? []);
}

async function ofPools(
  { cognito }: Clients,
  names: (id: string) => Promise<Names>,
): Promise<readonly (string | undefined)[]> {
  const { UserPools = [] } = await cognito.listUserPools({ MaxResults: 60 });
  return (await Promise.all(UserPools.map(({ Id = "" }) => names(Id)))).flatMap((found) => found ?? []);
}

/** What an account of a project's rehearsal has in fact: asked of the emulator, not of the state. */
export async function contentsOf(root: string, account: string, region: string): Promise<Contents> {
  const emulator = await emulatorStatus(join(root, ".rehearsal"));
  if (emulator === null) throw new Error("the rehearsal does not run");
  const clients = clientsOf(emulator.endpoint, account, region);
  const found = await Promise.all(
    Object.entries(LISTERS).map(async ([kind, list]) => {
      const names = (await list(clients)).flatMap((name) => name ?? []);
      return [kind, names.sort()] as const;
    }),
  );
  const ids = await chosenIds(clients);
  const details = await Promise.all(
    Object.entries(DETAILS).map(async ([kind, list]) => {
      const texts = (await list(clients)).map((one) =>
        ids.reduce((text, id) => text.replaceAll(id, "ID"), JSON.stringify(one)),
      );
      return [kind, texts.sort()] as const;
    }),
  );
  return Object.fromEntries([...found, ...details]);
}
