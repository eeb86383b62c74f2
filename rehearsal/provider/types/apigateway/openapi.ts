import { record, text } from "../../values/json";
import { isRecord } from "../../values/values";
import { writeAuthorizers, type Authorizer } from "./openapiAuthorizers";

/** One route of an HTTP API, as an OpenAPI document describes it. */
interface Route {
  /** `GET /users/{id}`, `ANY /x`, or `$default`. */
  readonly key: string;
  readonly operationName: string | undefined;
  /** Undefined: the route leads nowhere. */
  readonly integration: Integration | undefined;
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

/** What an API has now. */
export interface LiveApi {
  readonly routes: readonly Route[];
  readonly authorizers: readonly Authorizer[];
}

/** What the API is called: an import writes it over what the API had. */
interface Info {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly version: string | undefined;
}

/**
 * What a document calls the API.
 * @throws Error when it is no OpenAPI 3.0 document in JSON
 */
export function readInfo(body: string): Info {
  const document = JSON.parse(body) as unknown;
  if (!isRecord(document) || !String(document["openapi"]).startsWith("3.0")) {
    throw new Error("the body is not an OpenAPI 3.0 document in JSON");
  }
  const info = record(document["info"]);
  return { title: text(info["title"]), description: text(info["description"]), version: text(info["version"]) };
}

/** What is there, as a document: the value of `body` of an API that is imported into a state. */
export function writeOpenApi(live: LiveApi): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...live.routes].sort((left, right) => (left.key < right.key ? -1 : 1))) {
    const [verb = "", path = "/$default"] = route.key === "$default" ? ["ANY", "/$default"] : route.key.split(" ");
    const method = verb === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase();
    paths[path] = { ...paths[path], [method]: operation(route) };
  }
  return JSON.stringify({
    openapi: "3.0.1",
    paths,
    components: { securitySchemes: writeAuthorizers(live.authorizers) },
  });
}

function operation({ operationName, authorizer, scopes, integration }: Route): object {
  return {
    ...(operationName ? { operationId: operationName } : {}),
    ...(authorizer === undefined ? {} : { security: [{ [authorizer]: scopes }] }),
    ...(integration === undefined
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
  };
}
