import { createHash } from "node:crypto";
import { parseRoute, type Route } from "../model/catalog/route";
import type { Catalog } from "../model/catalog/schema";
import type { StageFunction } from "../model/stage/functions";
import type { Stage } from "../model/stage/stage";
import { arnOf } from "./arns";

export interface OpenApiFacts {
  /** Where tokens come from, and for whom they are. */
  readonly issuer: string;
  readonly clientId: string;
  /** Role that API Gateway takes to call functions. */
  readonly invokeRoleArn: string;
}

const AUTHORIZER = "cognito";

/** The longest that an HTTP API waits for a function. ms */
const LONGEST_WAIT = 30_000;

/**
 * The API as one OpenAPI 3.0 document: routes, who may call them, and which function answers. Keys come in a fixed
 * order, so that equal routes give equal text.
 */
export function openApiDocument(
  stage: Stage,
  catalog: Catalog,
  functions: readonly StageFunction[],
  facts: OpenApiFacts,
): string {
  const operations = functions.flatMap((fn) => fn.spec.routes.map((text) => ({ fn, route: parseRoute(text) })));
  const paths: Record<string, Record<string, object>> = {};
  for (const { fn, route } of operations.sort((a, b) => order(a.route, b.route))) {
    const path = (paths[route.path] ??= parametersOf(route.path));
    path[route.method.toLowerCase()] = operation(stage, fn, route, facts);
  }
  return JSON.stringify({
    openapi: "3.0.1",
    info: { title: catalog.api.title, description: catalog.api.description, version: "1" },
    paths,
    components: { securitySchemes: { [AUTHORIZER]: authorizer(facts) } },
  });
}

function order(
  a: { readonly path: string; readonly method: string },
  b: { readonly path: string; readonly method: string },
): number {
  const [left, right] = [`${a.path} ${a.method}`, `${b.path} ${b.method}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The specification wants every parameter of a path declared. */
function parametersOf(path: string): Record<string, object> {
  const names = [...path.matchAll(/\{([^}+]+)\+?\}/g)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}

function operation(stage: Stage, fn: StageFunction, route: Route, facts: OpenApiFacts): object {
  const alias = arnOf.live(stage, fn.service.service, fn.name);
  return {
    operationId: `${route.method.toLowerCase()} ${route.path}`.replace(/[^A-Za-z0-9]+/g, "-").replace(/-$/, ""),
    tags: [fn.service.service],
    responses: { default: { description: "The function's answer" } },
    ...(route.auth === "jwt" ? { security: [{ [AUTHORIZER]: [] }] } : {}),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: `arn:aws:apigateway:${stage.region}:lambda:path/2015-03-31/functions/${alias}/invocations`,
      credentials: facts.invokeRoleArn,
      payloadFormatVersion: fn.service.defaults.payload,
      timeoutInMillis: LONGEST_WAIT,
    },
  };
}

function authorizer({ issuer, clientId }: OpenApiFacts): object {
  return {
    type: "oauth2",
    "x-amazon-apigateway-authorizer": {
      type: "jwt",
      identitySource: "$request.header.Authorization",
      jwtConfiguration: { issuer, audience: [clientId] },
    },
  };
}

/** Changes when the document does: what a deployment of the API is triggered by. */
export function fingerprint(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}
