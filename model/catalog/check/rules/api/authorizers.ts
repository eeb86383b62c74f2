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

/** An HTTP API waits so long for a Lambda authorizer. seconds */
const MAX_TIMEOUT = AWS_LIMITS.apiAuthorizerTimeout.max;

/** One authorizer of the HTTP API is the JWT authorizer. */
const MAX_AUTHORIZERS = AWS_LIMITS.apiAuthorizers.max - 1;

/**
 * Authorizers as AWS takes them, each used, and there before the routes that ask them.
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
  const reason = `"${name}" is the name of the API's own JWT authorizer`;
  return [error(context, [["api", "authorizers", name]], "AUTHORIZER_NAME", name, reason, "Give it another name.")];
}

function cacheWithoutKey(catalog: Catalog, context: RuleContext, name: string): readonly Finding[] {
  const spec = ownValue(catalog.api.authorizers, name);
  if (spec === undefined || spec.cacheSeconds === 0 || spec.identitySource.length > 0) return [];
  const reason = `${name} caches its answers for ${String(spec.cacheSeconds)} s and has no identity source to cache them by`;
  const remedy = "Name an identity source, or set cacheSeconds to 0.";
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
      reason: `no function has the authorizer ${name}`,
      remedy: `Write "authorizer: ${name}" at a function or in a service's defaults, or remove it.`,
      severity: "warning",
    }),
  ];
}

function tooMany(catalog: Catalog, context: RuleContext): readonly Finding[] {
  const count = Object.keys(catalog.api.authorizers).length;
  if (count <= MAX_AUTHORIZERS) return [];
  const reason = `${String(count)} Lambda authorizers and the JWT authorizer are more than an HTTP API holds (${String(AWS_LIMITS.apiAuthorizers.max)})`;
  const remedy = "Remove some, or request a higher quota and accept this.";
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
    const remedy = close === null ? `Name one of ${names.join(", ")}.` : `Did you mean "${close}"?`;
    const reason = `${subject} names the authorizer "${given}", which api.yaml does not have`;
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

/** Until its authorizer is there, a route answers 500; a gate behind its phase would see that. */
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
  const reason = `${fn.id} comes up in phase ${fn.service.phase}; its authorizer ${spec.function} only in phase ${found.service.phase}`;
  const remedy = "Move the authorizer's function to a service of the same phase, or of an earlier one.";
  return [error(context, places, "AUTHORIZER_PHASE", fn.id, reason, remedy)];
}
