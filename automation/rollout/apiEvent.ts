import type { AuthorizerContext } from "../../model/catalog/authorizer";
import { routeInApi } from "../../model/catalog/apis";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Route } from "../../model/catalog/route";
import { hasBody, pathWithUnknownIds, UNKNOWN_ID } from "../verification/routes/probe";

type Claims = Readonly<Record<string, string>>;

/** Valid claims of a user that does not exist. */
const UNKNOWN_USER_CLAIMS: Claims = {
  sub: UNKNOWN_ID,
  username: UNKNOWN_ID,
  "cognito:username": UNKNOWN_ID,
  token_use: "access",
};

/**
 * The event of a request to a route, in the payload format of the function.
 * @param payload format of the integration
 * @param caller what the route's authorizer passes to the function. @default the claims of a token
 * @param catalog for the API of the route: a function gets the path without that of an additional API. @default one API
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function apiEvent(
  catalogRoute: Route,
  payload: "1.0" | "2.0",
  caller?: AuthorizerContext,
  catalog?: Pick<Catalog, "api">,
): object {
  const route = catalog === undefined ? catalogRoute : routeInApi(catalog, catalogRoute);
  const { method, path } = route;
  const rawPath = pathWithUnknownIds(path);
  const names = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
  const pathParameters = Object.fromEntries(names.map((name) => [name, UNKNOWN_ID]));
  const body = hasBody(method) ? { body: "{}" } : {};
  const authorizer = route.auth === "jwt" ? { authorizer: authorizerPart(payload, caller) } : {};
  const common = { headers: { "content-type": "application/json" }, pathParameters, isBase64Encoded: false, ...body };
  const request = {
    requestId: UNKNOWN_ID,
    accountId: "",
    apiId: "",
    stage: "$default",
    domainName: "",
    timeEpoch: Date.now(),
  };
  if (payload === "1.0") {
    return {
      version: "1.0",
      resource: path,
      path: rawPath,
      httpMethod: method,
      ...common,
      requestContext: {
        ...request,
        path: rawPath,
        resourcePath: path,
        httpMethod: method,
        identity: { sourceIp: "127.0.0.1", userAgent: USER_AGENT },
        ...authorizer,
      },
    };
  }
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath,
    rawQueryString: "",
    ...common,
    requestContext: {
      ...request,
      routeKey: `${method} ${path}`,
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: USER_AGENT },
      ...authorizer,
    },
  };
}

const USER_AGENT = "listbackup-deploy";

/** `requestContext.authorizer`, which depends on payload format and authorizer. */
function authorizerPart(payload: "1.0" | "2.0", caller: AuthorizerContext | undefined): object {
  if (caller?.kind === "lambda") {
    const context = Object.fromEntries([...caller.keys].map((key) => [key, UNKNOWN_ID]));
    return payload === "1.0" ? context : { lambda: context };
  }
  const token = { claims: UNKNOWN_USER_CLAIMS, scopes: null };
  return payload === "1.0" ? token : { jwt: token };
}
