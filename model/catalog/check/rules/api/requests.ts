import { nearestName } from "../../../../nearestName";
import { authorizerContext, type AuthorizerContext } from "../../../authorizer";
import type { Finding } from "../../../finding";
import { parseRoute } from "../../../route";
import type { Catalog } from "../../../schema/catalog";
import { functionFacts, handlerPath, type FunctionFacts } from "../../facts/functionFacts";
import { routePaths } from "../../functionPaths";
import type { Path, Rule, RuleContext } from "../../rule";
import type { ChoiceFact, HandlerFacts } from "../../facts/sourceFacts";

/** Handlers read only path parameters, claims and context keys that their requests contain. */
export const requests: Rule = (catalog, context) => {
  const all = functionFacts(catalog, context.source);
  return [...unknownParameters(context, all), ...unknownCallers(catalog, context, all)];
};

/** A handler shared by several functions may read a parameter that only one of them has. */
function unknownParameters(context: RuleContext, all: readonly FunctionFacts[]): readonly Finding[] {
  const sharing = new Map<HandlerFacts, FunctionFacts[]>();
  for (const one of all) sharing.set(one.facts, [...(sharing.get(one.facts) ?? []), one]);
  return [...sharing].flatMap(([facts, functions]) => {
    const [first] = functions;
    const routes = functions.flatMap(({ fn }) => fn.spec.routes);
    if (first === undefined || routes.length === 0) return [];
    const given = [...new Set(routes.flatMap(parametersOf))];
    const read = new Set(facts.parameters.flatMap(({ names }) => names));
    // If all parameters are read, other names are fallbacks.
    if (given.length > 0 && given.every((name) => read.has(name))) return [];
    return facts.parameters
      .filter(({ names }) => !names.some((name) => given.includes(name)))
      .map((choice) => unknownParameter(context, first, choice, given));
  });
}

function parametersOf(route: string): readonly string[] {
  return [...parseRoute(route).path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
}

function unknownParameter(
  context: RuleContext,
  { fn }: FunctionFacts,
  { names, at }: ChoiceFact,
  given: readonly string[],
): Finding {
  const name = names.join(" or ");
  const close = nearestName(names[0] ?? "", given);
  const there = given.length === 0 ? "has no parameters" : `has ${given.map((one) => `{${one}}`).join(" and ")}`;
  const finding = {
    code: "PATH_PARAMETER",
    subject: `${fn.id} ${name}`,
    reason: `${at} reads the path parameter ${name}; the path of ${fn.id} ${there}`,
    remedy:
      close === null
        ? "Rename the parameter in the route."
        : `Did you mean ${close}? Otherwise rename it in the route.`,
    severity: "error" as const,
  };
  return context.report(handlerPath(fn), finding, routePaths(fn));
}

/** Reports each name once per service: functions share the code that reads it. */
function unknownCallers(catalog: Catalog, context: RuleContext, all: readonly FunctionFacts[]): readonly Finding[] {
  const seen = new Set<string>();
  return all.flatMap((one) =>
    callerFindings(context, one, authorizerContext(catalog, one.fn)).filter(({ code, subject }) => {
      const key = `${code} ${subject}`;
      return !seen.has(key) && seen.add(key);
    }),
  );
}

/** Claims that identify the caller. */
const IDENTITY_CLAIMS = ["sub", "username", "cognito:username", "email"];

function callerFindings(context: RuleContext, one: FunctionFacts, given: AuthorizerContext): readonly Finding[] {
  const { claims, context: keys } = one.facts;
  switch (given.kind) {
    case "none":
      return [];
    case "jwt": {
      const isGiven = (name: string): boolean => given.claims.has(name) || name.startsWith("custom:");
      // A handler that also reads the caller from the token does not need the context.
      const fallsBack = claims.some(({ names }) => names.some((name) => IDENTITY_CLAIMS.includes(name)));
      return [
        ...unknown(claims, isGiven).map((choice) => unknownClaim(context, one, choice, given.claims)),
        ...(fallsBack
          ? []
          : keys.map((choice) => unknownKey(context, one, choice, "the JWT authorizer, which has no context"))),
      ];
    }
    case "lambda": {
      const missing = unknown(keys, (name) => given.keys.has(name));
      const list = given.keys.size === 0 ? "no context" : `the context ${[...given.keys].join(", ")}`;
      const readsKey = keys.length > missing.length;
      return [
        ...missing.map((choice) =>
          unknownKey(context, one, choice, `the authorizer ${given.authorizer}, which returns ${list}`),
        ),
        ...(readsKey ? [] : claims.map((choice) => noClaims(context, one, choice, given.authorizer))),
      ];
    }
  }
}

function unknown(choices: readonly ChoiceFact[], isGiven: (name: string) => boolean): readonly ChoiceFact[] {
  return choices.filter(({ names }) => !names.some(isGiven));
}

function unknownClaim(
  context: RuleContext,
  { fn }: FunctionFacts,
  { names, at }: ChoiceFact,
  given: ReadonlySet<string>,
): Finding {
  const name = names.join(" or ");
  const close = nearestName(names[0] ?? "", [...given]);
  const remedy = "Add it to the token with a Cognito trigger, or use a Lambda authorizer.";
  return context.report(handlerPath(fn), {
    code: "CLAIM_UNKNOWN",
    subject: `${fn.service.service} ${name}`,
    reason: `${at} reads the claim ${name}, which is not in tokens of the user pool`,
    remedy: close === null ? remedy : `Did you mean ${close}? ${remedy}`,
    severity: "error",
  });
}

function noClaims(context: RuleContext, { fn }: FunctionFacts, { names, at }: ChoiceFact, authorizer: string): Finding {
  const name = names.join(" or ");
  const finding = {
    code: "CLAIM_UNKNOWN",
    subject: `${fn.service.service} ${name}`,
    reason: `${at} reads the claim ${name}; ${fn.id} uses the authorizer ${authorizer}, which returns a context and no claims`,
    remedy: "Read the authorizer's context, or use the JWT authorizer.",
    severity: "error" as const,
  };
  return context.report(handlerPath(fn), finding, [authorizerPath(fn)]);
}

function unknownKey(
  context: RuleContext,
  { fn }: FunctionFacts,
  { names, at }: ChoiceFact,
  authorizer: string,
): Finding {
  const name = names.join(" or ");
  const finding = {
    code: "CONTEXT_UNKNOWN",
    subject: `${fn.service.service} ${name}`,
    reason: `${at} reads ${name} from the context of a Lambda authorizer; ${fn.id} uses ${authorizer}`,
    remedy: "Use an authorizer in catalog/api.yaml that returns it, or add it to the authorizer's context.",
    severity: "error" as const,
  };
  return context.report(handlerPath(fn), finding, [authorizerPath(fn)]);
}

/** Path of a function's authorizer: its own, or its service's default. */
function authorizerPath({ service, name, spec }: FunctionFacts["fn"]): Path {
  const at = ["services", service.service];
  return spec.authorizer === undefined ? [...at, "defaults", "authorizer"] : [...at, "functions", name, "authorizer"];
}
