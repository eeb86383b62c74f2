import { arnOf } from "../../../model/arns";
import { apiServing, apisOf, catalogRouteKey, MAIN_API, pathInApi, type CatalogApi } from "../../../model/catalog/apis";
import { authorizerOf, JWT, JWT_SCHEME } from "../../../model/catalog/authorizer";
import { parseRoute } from "../../../model/catalog/route";
import type { Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { calling, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** A route that the API has and the release has not, or the other way round, or that differs. */
export interface RouteDifference {
  /** `GET /users/me` */
  readonly key: string;
  /** What the release says: `listbackup-dev-users-usersGetMe:live, payload 2.0, cognito`. Null: no such route. */
  readonly expected: string | null;
  readonly found: string | null;
}

const PUBLIC = "public";
/** The most that API Gateway gives at once. */
const MaxResults = "500";

/**
 * Compares the routes of an API with those of the release: their functions, payload format and authorizer. The official
 * provider never reads back the document from which it made them.
 * @param api the API of this id. @default the main one
 * @throws DeployError AWS
 */
export async function routeDifferences(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  apiId: string,
  api: Pick<CatalogApi, "path"> = MAIN_API,
): Promise<readonly RouteDifference[]> {
  const expected = releaseRoutes(stage, release, api);
  const found = await calling(target, "comparing the API's routes", () =>
    apiRoutes(target, apiId).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    }),
  );
  // The engine reports an API that is gone.
  if (found === null) return [];
  const keys = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return keys.flatMap((key) => {
    const [wanted, live] = [expected.get(key) ?? null, found.get(key) ?? null];
    return wanted === live ? [] : [{ key: catalogRouteKey(api, key), expected: wanted, found: live }];
  });
}

/** Routes of one API as it has them: without its path. */
function releaseRoutes(stage: Stage, release: Release, api: Pick<CatalogApi, "path">): ReadonlyMap<string, string> {
  const apis = apisOf(release.catalog);
  const routes = functionsOnStage(stage, release).flatMap((fn) =>
    fn.spec.routes.flatMap((text): readonly (readonly [string, string])[] => {
      const { method, path, auth } = parseRoute(text);
      if (apiServing(apis, path)?.path !== api.path) return [];
      const name = authorizerOf(fn);
      const authorizer = auth === "none" ? PUBLIC : name === JWT ? JWT_SCHEME : name;
      const arn = arnOf.live(stage, fn.service.service, fn.name);
      const own = api.path === MAIN_API.path ? path : pathInApi(api, path);
      return [[`${method} ${own}`, describe(arn, fn.service.defaults.payload, authorizer)]];
    }),
  );
  return new Map(routes);
}

async function apiRoutes(target: AwsTarget, ApiId: string): Promise<ReadonlyMap<string, string>> {
  const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
  const client = new ApiGatewayV2(clientConfig(target));
  const [routes, integrations, authorizers] = await Promise.all([
    allPages((NextToken) => client.getRoutes({ ApiId, MaxResults, NextToken })),
    allPages((NextToken) => client.getIntegrations({ ApiId, MaxResults, NextToken })),
    allPages((NextToken) => client.getAuthorizers({ ApiId, MaxResults, NextToken })),
  ]);
  const integrationOf = new Map(integrations.map((one) => [`integrations/${one.IntegrationId ?? ""}`, one]));
  const authorizerNames = new Map(authorizers.map((one) => [one.AuthorizerId, one.Name]));
  return new Map(
    routes.map((route) => {
      const integration = integrationOf.get(route.Target ?? "");
      const isPublic = (route.AuthorizationType ?? "NONE") === "NONE";
      const authorizer = isPublic ? PUBLIC : (authorizerNames.get(route.AuthorizerId) ?? "an unknown authorizer");
      const described = describe(integration?.IntegrationUri, integration?.PayloadFormatVersion, authorizer);
      return [route.RouteKey ?? "", described];
    }),
  );
}

/** @param uri of an integration, or an ARN of a function: API Gateway takes both */
function describe(uri = "nothing", payload = "1.0", authorizer: string): string {
  const called = /:function:([^/]+)/.exec(uri)?.[1] ?? uri;
  return `${called}, payload ${payload}, ${authorizer}`;
}

interface Page<T> {
  readonly Items?: readonly T[] | undefined;
  readonly NextToken?: string | undefined;
}

async function allPages<T>(page: (token: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { Items = [], NextToken } = await page(token);
    found.push(...Items);
    token = NextToken === "" ? undefined : NextToken;
  } while (token !== undefined);
  return found;
}
