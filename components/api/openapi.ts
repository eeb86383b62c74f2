import { createHash } from "node:crypto";
import { MAIN_API, pathInApi, type CatalogApi } from "../../model/catalog/apis";
import { authorizerOf, JWT, JWT_SCHEME } from "../../model/catalog/authorizer";
import type { AuthorizerSpec } from "../../model/catalog/schema/authorizer";
import { knownFunctionId } from "../../model/catalog/functions";
import { compareRoutes, operationId, pathParameters } from "../../model/catalog/operation";
import { parseRoute, type Route } from "../../model/catalog/route";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { StageFunction } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";

/**
 * What the API is called. API Gateway takes it from the document at each import, over what the resource says: both have
 * to say the same, or the next preview shows a change.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
 */
export interface ApiLabels {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OpenApiFacts {
  readonly labels: ApiLabels;
  /** Issuer and audience of tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** Role that API Gateway assumes to invoke functions. */
  readonly invokeRoleArn: string;
}

/** Longest integration timeout of an HTTP API. ms */
const LONGEST_WAIT = 30_000;

/**
 * The API as one OpenAPI 3.0 document: routes, their authorizers and functions. Keys have a fixed order, so that equal
 * routes give equal text.
 * @param functions with their routes in this API
 * @param api its routes are written without its path. @default the main one
 */
export function openApiDocument(
  stage: AnyStage,
  catalog: Catalog,
  functions: readonly StageFunction[],
  facts: OpenApiFacts,
  api: Pick<CatalogApi, "path"> = MAIN_API,
): string {
  const { labels } = facts;
  const operations = functions.flatMap((fn) => fn.spec.routes.map((text) => ({ fn, route: parseRoute(text) })));
  const paths: Record<string, Record<string, object>> = {};
  for (const { fn, route } of operations.sort((a, b) => compareRoutes(a.route, b.route))) {
    const own = api.path === MAIN_API.path ? route.path : pathInApi(api, route.path);
    const path = (paths[own] ??= pathParameters(own));
    path[route.method.toLowerCase()] = operation(stage, catalog, fn, route, facts);
  }
  return JSON.stringify({
    openapi: "3.0.1",
    info: { title: labels.name, description: labels.description, version: labels.version },
    tags: tagObjects(labels.tags),
    paths,
    components: {
      securitySchemes: { [JWT_SCHEME]: jwtAuthorizer(facts), ...lambdaAuthorizers(stage, catalog, facts) },
    },
  });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-extensions-x-amazon-apigateway-tag-value.html */
function tagObjects(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, "x-amazon-apigateway-tag-value": value }));
}

function operation(stage: AnyStage, catalog: Catalog, fn: StageFunction, route: Route, facts: OpenApiFacts): object {
  return {
    operationId: operationId(route),
    tags: [fn.service.service],
    responses: { default: { description: "The function's answer" } },
    ...(route.auth === "jwt" ? { security: [{ [schemeOf(catalog, fn)]: [] }] } : {}),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: invocationUri(stage, fn.service.service, fn.name),
      credentials: facts.invokeRoleArn,
      payloadFormatVersion: fn.service.defaults.payload,
      timeoutInMillis: LONGEST_WAIT,
    },
  };
}

/** Invocation ARN of a function's alias, as API Gateway writes it. */
function invocationUri(stage: AnyStage, service: string, name: string): string {
  const alias = arnOf.live(stage, service, name);
  return `arn:aws:apigateway:${stage.region}:lambda:path/2015-03-31/functions/${alias}/invocations`;
}

/** Security scheme of a function's routes. */
function schemeOf(catalog: Catalog, fn: StageFunction): string {
  const name = authorizerOf(fn);
  if (name === JWT) return JWT_SCHEME;
  // A release has a checked catalog, so the authorizer exists.
  if (catalog.api.authorizers[name] === undefined) throw new TypeError(`${fn.id}: no authorizer "${name}"`);
  return name;
}

function lambdaAuthorizers(stage: AnyStage, { api }: Catalog, facts: OpenApiFacts): Record<string, object> {
  const names = Object.keys(api.authorizers).sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const spec = api.authorizers[name];
      return spec === undefined ? [] : [[name, lambdaAuthorizer(stage, spec, facts)] as const];
    }),
  );
}

/**
 * A Lambda authorizer as an HTTP API imports it. A security scheme must name a parameter; API Gateway goes by
 * `identitySource` alone.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
function lambdaAuthorizer(stage: AnyStage, spec: AuthorizerSpec, { invokeRoleArn }: OpenApiFacts): object {
  const { service, name } = knownFunctionId(spec.function);
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authorizer": {
      type: "request",
      authorizerUri: invocationUri(stage, service, name),
      authorizerCredentials: invokeRoleArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: spec.cacheSeconds,
      ...(spec.identitySource.length === 0 ? {} : { identitySource: spec.identitySource.join(", ") }),
    },
  };
}

function jwtAuthorizer({ issuer, clientId }: OpenApiFacts): object {
  return {
    type: "oauth2",
    "x-amazon-apigateway-authorizer": {
      type: "jwt",
      identitySource: "$request.header.Authorization",
      jwtConfiguration: { issuer, audience: [clientId] },
    },
  };
}

/** Changes with the document: the trigger of a deployment of the API. */
export function fingerprint(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}
