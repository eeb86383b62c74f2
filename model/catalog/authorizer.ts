import type { AuthorizerSpec } from "./schema/authorizer";
import type { CatalogFunction } from "./functions";
import type { Catalog } from "./schema/catalog";

/** The default authorizer: verifies tokens of the user pool. */
export const JWT = "jwt";

/** Name of the JWT authorizer in the API. */
export const JWT_SCHEME = "cognito";

/** Names that a Lambda authorizer must not have. */
export const RESERVED_AUTHORIZERS: readonly string[] = [JWT, JWT_SCHEME];

/** Name of the authorizer of a function's non-public routes. */
export function authorizerOf({ spec, service }: Pick<CatalogFunction, "spec" | "service">): string {
  return spec.authorizer ?? service.defaults.authorizer ?? JWT;
}

/** The Lambda authorizer of a function; undefined if it uses the JWT authorizer. */
export function lambdaAuthorizerOf(
  catalog: Pick<Catalog, "api">,
  fn: Pick<CatalogFunction, "spec" | "service">,
): AuthorizerSpec | undefined {
  return catalog.api.authorizers[authorizerOf(fn)];
}

/**
 * Where a function finds data about its caller in a request.
 *
 * | kind | payload 1.0 | payload 2.0 |
 * | --- | --- | --- |
 * | `none` | nothing: all routes are public | |
 * | `jwt` | `requestContext.authorizer.claims.<claim>` | `requestContext.authorizer.jwt.claims.<claim>` |
 * | `lambda` | `requestContext.authorizer.<key>` | `requestContext.authorizer.lambda.<key>` |
 */
export type AuthorizerContext =
  | { readonly kind: "none" }
  | { readonly kind: "jwt"; readonly claims: ReadonlySet<string> }
  | { readonly kind: "lambda"; readonly authorizer: string; readonly keys: ReadonlySet<string> };

/**
 * Claims of Cognito's access and ID tokens; the JWT authorizer accepts both.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
const COGNITO_CLAIMS = [
  ...[
    "sub",
    "iss",
    "client_id",
    "aud",
    "origin_jti",
    "event_id",
    "token_use",
    "scope",
    "auth_time",
    "exp",
    "iat",
    "jti",
  ],
  ...["username", "version", "device_key", "cognito:groups", "cognito:username", "cognito:roles"],
  ...["cognito:preferred_role", "identities", "email", "email_verified", "phone_number", "phone_number_verified"],
  ...["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture"],
  ...["website", "gender", "birthdate", "zoneinfo", "locale", "address", "updated_at"],
] as const;

/** The claims or context keys that the authorizer of a function provides. */
export function authorizerContext(catalog: Catalog, fn: CatalogFunction): AuthorizerContext {
  if (fn.spec.routes.every((route) => route.endsWith(" public"))) return { kind: "none" };
  const spec = lambdaAuthorizerOf(catalog, fn);
  if (spec !== undefined) return { kind: "lambda", authorizer: authorizerOf(fn), keys: new Set(spec.context) };
  const added = catalog.identity.triggers.preTokenGeneration?.claims ?? [];
  return { kind: "jwt", claims: new Set([...COGNITO_CLAIMS, ...catalog.identity.requiredAttributes, ...added]) };
}
