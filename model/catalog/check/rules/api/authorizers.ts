import { AWS_LIMITS, severityOf } from "../../../../limits/awsLimits";
import { nearestName } from "../../../../nearestName";
import { phaseNumber } from "../../../../phases";
import { authorizerOf, JWT, RESERVED_AUTHORIZERS } from "../../../authorizer";
import { findFunction } from "../../../functionCalls";
import type { Finding } from "../../../finding";
import { allFunctions, type CatalogFunction } from "../../../functions";
import { parseRoute } from "../../../route";
import type { Catalog } from "../../../schema/catalog";
import { functionPath, timeoutPath } from "../../functionPaths";
import type { Path, Rule, RuleContext } from "../../rule";
import { ownValue } from "../../../../ownValue";

/** Timeout of an HTTP API for a Lambda authorizer. seconds */
const MAX_TIMEOUT = AWS_LIMITS.apiAuthorizerTimeout.max;

/** The JWT authorizer counts towards the limit. */
const MAX_AUTHORIZERS = AWS_LIMITS.apiAuthorizers.max - 1;

/**
 * Authorizers are valid, used, and deployed no later than the routes that use them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const authorizers: Rule = (catalog, context) => {
  const protectedFunctions = allFunctions(catalog).filter(({ spec }) =>
    spec.routes.some((text) => parseRoute(text).auth === "jwt"),
  );
  return [
    ...Object.keys(catalog.api.authorizers).flatMap((name) => [
      ...reservedName(context, name),
      ...cacheWithoutKey(catalog, context, name),
      ...slowFunction(catalog, context, name),
      ...unusedAuthorizer(catalog, context, name),
    ]),
    ...tooMany(catalog, context),
    ...unknownAuthorizers(catalog, context),
    ...protectedFunctions.flatMap((fn) => laterAuthorizer(catalog, context, fn)),
  ];
};

function error(
  context: RuleContext,
  [at = [], ...others]: readonly Path[],
  code: string,
  subject: string,
  reason: string,
  remedy: string,
): Finding {
  return context.report(at, { code, subject, reason, remedy, severity: "error" }, others);
}

function reservedName(context: RuleContext, name: string): readonly Finding[] {
  if (!RESERVED_AUTHORIZERS.includes(name)) return [];
  const reason = `"${name}" is the name of the built-in JWT authorizer`;
  return [error(context, [["api", "authorizers", name]], "AUTHORIZER_NAME", name, reason, "Rename it.")];
}

function cacheWithoutKey(catalog: Catalog, context: RuleContext, name: string): readonly Finding[] {
  const spec = ownValue(catalog.api.authorizers, name);
  if (spec === undefined || spec.cacheSeconds === 0 || spec.identitySource.length > 0) return [];
  const reason = `${name} caches responses for ${String(spec.cacheSeconds)} s but has no identity source as cache key`;
  const remedy = "Add an identity source, or set cacheSeconds to 0.";
  const at = ["api", "authorizers", name];
  return [error(context, [at, [...at, "cacheSeconds"]], "AUTHORIZER_CACHE", `authorizer:${name}`, reason, remedy)];
}

function slowFunction(catalog: Catalog, context: RuleContext, name: string): readonly Finding[] {
  const spec = ownValue(catalog.api.authorizers, name);
  const found = spec === undefined ? null : findFunction(catalog, spec.function);
  if (found === null || spec === undefined) return [];
  const timeout = found.service.functions[found.name]?.timeout ?? found.service.defaults.timeout;
  if (timeout <= MAX_TIMEOUT) return [];
  const reason = `${spec.function} may take ${String(timeout)} s; the API waits ${String(MAX_TIMEOUT)} s for an authorizer`;
  const places = [
    functionPath(found),
    timeoutPath(found.service, found.name),
    ["api", "authorizers", name, "function"],
  ];
  const remedy = `Set the function's timeout to ${String(MAX_TIMEOUT)} or less.`;
  return [error(context, places, "AUTHORIZER_TIMEOUT", `authorizer:${name}`, reason, remedy)];
}

function unusedAuthorizer(catalog: Catalog, context: RuleContext, name: string): readonly Finding[] {
  if (!context.isComplete || allFunctions(catalog).some((fn) => authorizerOf(fn) === name)) return [];
  return [
    context.report(["api", "authorizers", name], {
      code: "AUTHORIZER_UNUSED",
      subject: `authorizer:${name}`,
      reason: `no function uses the authorizer ${name}`,
      remedy: `Set "authorizer: ${name}" for a function or in a service's defaults, or remove it.`,
      severity: "warning",
    }),
  ];
}

function tooMany(catalog: Catalog, context: RuleContext): readonly Finding[] {
  const count = Object.keys(catalog.api.authorizers).length;
  if (count <= MAX_AUTHORIZERS) return [];
  const reason = `${String(count)} Lambda authorizers and the JWT authorizer exceed the limit of an HTTP API (${String(AWS_LIMITS.apiAuthorizers.max)})`;
  const remedy = "Remove some, or request a higher quota and suppress this.";
  const severity = severityOf(AWS_LIMITS.apiAuthorizers);
  return [
    context.report(["api", "authorizers"], { code: "AUTHORIZERS_TOO_MANY", subject: "api", reason, remedy, severity }),
  ];
}

function unknownAuthorizers(catalog: Catalog, context: RuleContext): readonly Finding[] {
  const names = [JWT, ...Object.keys(catalog.api.authorizers)];
  const byName = new Map<string, { readonly subject: string; readonly at: Path }[]>();
  const add = (at: Path, subject: string, given: string | undefined): void => {
    if (given === undefined || names.includes(given)) return;
    byName.set(given, [...(byName.get(given) ?? []), { subject, at }]);
  };
  for (const { service, defaults, functions } of Object.values(catalog.services)) {
    add(["services", service, "defaults", "authorizer"], service, defaults.authorizer);
    for (const [name, { authorizer }] of Object.entries(functions))
      add(["services", service, "functions", name, "authorizer"], `${service}/${name}`, authorizer);
  }
  return [...byName].map(([given, users]) => {
    const subject = users[0]?.subject ?? given;
    const close = given.length > 64 ? null : nearestName(given, names);
    const remedy = close === null ? `Use one of ${names.join(", ")}.` : `Did you mean "${close}"?`;
    const reason = `${subject} uses the authorizer "${given}", which is not in api.yaml`;
    return error(
      context,
      users.map(({ at }) => at),
      "AUTHORIZER_UNKNOWN",
      subject,
      reason,
      remedy,
    );
  });
}

/** A route answers 500 until its authorizer exists, and the gate of its phase would fail. */
function laterAuthorizer(catalog: Catalog, context: RuleContext, fn: CatalogFunction): readonly Finding[] {
  const name = authorizerOf(fn);
  const spec = ownValue(catalog.api.authorizers, name);
  const found = spec === undefined ? null : findFunction(catalog, spec.function);
  if (spec === undefined || found === null) return [];
  if (phaseNumber(found.service.phase) <= phaseNumber(fn.service.phase)) return [];
  const at = functionPath(fn);
  const places = [
    at,
    fn.spec.authorizer === undefined
      ? ["services", fn.service.service, "defaults", "authorizer"]
      : [...at, "authorizer"],
    ["services", fn.service.service, "phase"],
    ["services", found.service.service, "phase"],
    ["api", "authorizers", name, "function"],
  ];
  const reason = `${fn.id} is deployed in phase ${fn.service.phase}, but its authorizer ${spec.function} only in phase ${found.service.phase}`;
  const remedy = "Move the authorizer's function to a service of the same or an earlier phase.";
  return [error(context, places, "AUTHORIZER_PHASE", fn.id, reason, remedy)];
}
