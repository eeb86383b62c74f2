import { record, text, texts, type Json } from "../../values/json";
import { readAuthorizers, sameAuthorizer, writeAuthorizers, type Authorizer } from "./openapiAuthorizers";
import { isRecord, stableText } from "../../values/values";

/** One route of an HTTP API with its own integration, as the document describes it. */
export interface Route {
  /** `GET /users/{id}`, `ANY /x`, or `$default`. */
  readonly key: string;
  readonly operationName: string | undefined;
  readonly integration: Integration;
  /** Name of the authorizer; undefined: open to all. */
  readonly authorizer: string | undefined;
  readonly scopes: readonly string[];
}

export interface Integration {
  readonly type: string;
  readonly uri: string;
  readonly method: string;
  readonly payloadFormatVersion: string;
  readonly timeoutInMillis: number;
  readonly credentialsArn: string | undefined;
}

/** What the API is called: an import writes it over what the API had. */
interface Info {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly version: string | undefined;
}

export interface Document {
  readonly routes: readonly Route[];
  readonly authorizers: readonly Authorizer[];
  readonly info: Info;
  /** AWS tags of the API. */
  readonly tags: Readonly<Record<string, string>>;
  /** What AWS would skip with a warning. */
  readonly warnings: readonly string[];
}

const METHODS: Readonly<Record<string, string>> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  options: "OPTIONS",
  head: "HEAD",
  patch: "PATCH",
  "x-amazon-apigateway-any-method": "ANY",
};

function readIntegration(extension: Json): Integration {
  return {
    type: (text(extension["type"]) ?? "aws_proxy").toUpperCase(),
    uri: text(extension["uri"]) ?? "",
    method: text(extension["httpMethod"]) ?? "POST",
    payloadFormatVersion: text(extension["payloadFormatVersion"]) ?? "1.0",
    timeoutInMillis: typeof extension["timeoutInMillis"] === "number" ? extension["timeoutInMillis"] : 30_000,
    credentialsArn: text(extension["credentials"]),
  };
}

function readRoute(key: string, operation: Json, document: Json, warnings: string[]): readonly Route[] {
  const extension = operation["x-amazon-apigateway-integration"];
  if (!isRecord(extension)) {
    warnings.push(`${key} has no x-amazon-apigateway-integration`);
    return [];
  }
  const demands = (operation["security"] ?? document["security"] ?? []) as readonly unknown[];
  const [authorizer, scopes] = Object.entries(record(demands[0]))[0] ?? [];
  return [
    {
      key,
      operationName: text(operation["operationId"]),
      integration: readIntegration(extension),
      authorizer,
      scopes: texts(scopes),
    },
  ];
}

/**
 * Reads what an HTTP API takes of an OpenAPI 3.0 document.
 * @throws Error when it is no such document or demands an authorizer that it does not define
 */
export function readOpenApi(body: string): Document {
  const document = JSON.parse(body) as unknown;
  if (!isRecord(document) || !String(document["openapi"]).startsWith("3.0")) {
    throw new Error("the body is not an OpenAPI 3.0 document in JSON");
  }
  const warnings: string[] = [];
  const authorizers = readAuthorizers(document, warnings);
  const routes = Object.entries(record(document["paths"])).flatMap(([path, item]) =>
    Object.entries(record(item)).flatMap(([method, operation]) => {
      const verb = METHODS[method];
      if (verb === undefined || !isRecord(operation)) return [];
      const key = path === "/$default" ? "$default" : `${verb} ${path}`;
      return readRoute(key, operation, document, warnings);
    }),
  );
  const names = new Set(authorizers.map(({ name }) => name));
  const lost = routes.filter(({ authorizer }) => authorizer !== undefined && !names.has(authorizer));
  const [first] = lost;
  if (first !== undefined)
    throw new Error(`${first.key} demands "${first.authorizer ?? ""}", which no security scheme defines`);
  return { routes, authorizers, info: readInfo(record(document["info"])), tags: readTags(document["tags"]), warnings };
}

const readInfo = (info: Json): Info => ({
  title: text(info["title"]),
  description: text(info["description"]),
  version: text(info["version"]),
});

/** A root-level tag object is a tag of the API; without `x-amazon-apigateway-tag-value` its value is empty. */
function readTags(tags: unknown): Readonly<Record<string, string>> {
  const objects = Array.isArray(tags) ? tags.map(record) : [];
  return Object.fromEntries(
    objects.map((tag) => [text(tag["name"]) ?? "", text(tag["x-amazon-apigateway-tag-value"]) ?? ""] as const),
  );
}

/** What an API has now: the same as a document, with the ids that AWS gave. */
export interface LiveRoute extends Route {
  readonly routeId: string;
  /** Undefined: the route leads nowhere. */
  readonly integrationId: string | undefined;
}

type LiveAuthorizer = Authorizer & { readonly authorizerId: string };

export interface LiveApi {
  readonly routes: readonly LiveRoute[];
  readonly authorizers: readonly LiveAuthorizer[];
  /** Integrations that no route leads to. */
  readonly orphans: readonly string[];
}

/** Exactly the calls that turn what is there into what is wanted. */
export interface Import {
  readonly createAuthorizers: readonly Authorizer[];
  readonly updateAuthorizers: readonly (readonly [LiveAuthorizer, Authorizer])[];
  readonly deleteAuthorizers: readonly LiveAuthorizer[];
  readonly createRoutes: readonly Route[];
  readonly updateRoutes: readonly (readonly [LiveRoute, Route])[];
  readonly deleteRoutes: readonly LiveRoute[];
  readonly deleteIntegrations: readonly string[];
}

/** The comparable part of an integration; an emulator that does not keep credentials tells none. */
function sameIntegration(live: Integration, wanted: Integration): boolean {
  const credentialsArn = live.credentialsArn ?? wanted.credentialsArn;
  return stableText({ ...live, credentialsArn }) === stableText(wanted);
}

function sameRoute(live: LiveRoute, wanted: Route): boolean {
  return (
    live.integrationId !== undefined &&
    sameIntegration(live.integration, wanted.integration) &&
    live.authorizer === wanted.authorizer &&
    (live.operationName ?? "") === (wanted.operationName ?? "") &&
    stableText([...live.scopes].sort()) === stableText([...wanted.scopes].sort())
  );
}

export function planImport(live: LiveApi, wanted: Pick<Document, "routes" | "authorizers">): Import {
  const liveRoutes = new Map(live.routes.map((route) => [route.key, route]));
  const liveAuthorizers = new Map(live.authorizers.map((authorizer) => [authorizer.name, authorizer]));
  const wantedKeys = new Set(wanted.routes.map((route) => route.key));
  const wantedNames = new Set(wanted.authorizers.map((authorizer) => authorizer.name));
  return {
    createAuthorizers: wanted.authorizers.filter(({ name }) => !liveAuthorizers.has(name)),
    updateAuthorizers: wanted.authorizers.flatMap((authorizer) => {
      const found = liveAuthorizers.get(authorizer.name);
      return found !== undefined && !sameAuthorizer(found, authorizer) ? [[found, authorizer] as const] : [];
    }),
    deleteAuthorizers: live.authorizers.filter(({ name }) => !wantedNames.has(name)),
    createRoutes: wanted.routes.filter(({ key }) => !liveRoutes.has(key)),
    updateRoutes: wanted.routes.flatMap((route) => {
      const found = liveRoutes.get(route.key);
      return found !== undefined && !sameRoute(found, route) ? [[found, route] as const] : [];
    }),
    deleteRoutes: live.routes.filter(({ key }) => !wantedKeys.has(key)),
    deleteIntegrations: live.orphans,
  };
}

export function isEmptyImport(plan: Import): boolean {
  return Object.values(plan).every((part: readonly unknown[]) => part.length === 0);
}

/** What is there, as a document: the value of `body` where it differs from what was deployed. */
export function writeOpenApi(live: LiveApi): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...live.routes].sort((left, right) => (left.key < right.key ? -1 : 1))) {
    const [verb = "", path = "/$default"] = route.key === "$default" ? ["ANY", "/$default"] : route.key.split(" ");
    const method = verb === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase();
    const { integration } = route;
    paths[path] = {
      ...paths[path],
      [method]: {
        ...(route.operationName ? { operationId: route.operationName } : {}),
        ...(route.authorizer === undefined ? {} : { security: [{ [route.authorizer]: route.scopes }] }),
        ...(route.integrationId === undefined
          ? {}
          : {
              "x-amazon-apigateway-integration": {
                type: integration.type,
                uri: integration.uri,
                httpMethod: integration.method,
                payloadFormatVersion: integration.payloadFormatVersion,
                timeoutInMillis: integration.timeoutInMillis,
                credentials: integration.credentialsArn,
              },
            }),
      },
    };
  }
  return JSON.stringify({
    openapi: "3.0.1",
    paths,
    components: { securitySchemes: writeAuthorizers(live.authorizers) },
  });
}
