import { AWS_LIMITS, severityOf } from "../../../../limits/awsLimits";
import { functionCalls } from "../../../functionCalls";
import { apiLoads } from "../../../apiLoads";
import type { Finding } from "../../../finding";
import { functionsOf } from "../../../functions";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import { routePaths } from "../../functionPaths";
import { MAX_INTEGRATIONS, splitRemedy } from "./apiSplit";
import { migratingFunctions } from "../data/migrations";
import type { Rule, RuleContext } from "../../rule";

const { apiIntegrations, apiIntegrationTimeout, apiRoutes } = AWS_LIMITS;

/** One second less than the API's timeout, so that the function responds first. */
const MAX_TIMEOUT = apiIntegrationTimeout.max - 1;

/** Limits of each HTTP API, timeouts of functions with routes, and functions that nothing invokes. */
export const httpApi: Rule = (catalog, context) => [
  ...tooMany(catalog, context),
  ...Object.values(catalog.services).flatMap((service) => [
    ...tooLong(context, service),
    ...unreachableFunctions(catalog, context, service),
  ]),
];

function tooMany(catalog: Catalog, context: RuleContext): readonly Finding[] {
  return apiLoads(catalog).flatMap(({ api, routes, functions }) => {
    const limits = [
      {
        code: "API_INTEGRATIONS",
        what: "functions with routes",
        count: functions,
        most: MAX_INTEGRATIONS,
        severity: severityOf(apiIntegrations),
      },
      { code: "API_ROUTES", what: "routes", count: routes, most: apiRoutes.max, severity: severityOf(apiRoutes) },
    ];
    const where = api.path === "" ? "of one HTTP API" : `of an HTTP API: it is that of the API ${api.path}`;
    return limits.flatMap(({ code, what, count, most, severity }) =>
      count <= most
        ? []
        : [
            context.report(api.path === "" ? ["api"] : ["api", "apis", api.path], {
              code,
              subject: api.path === "" ? "api" : `api:${api.path}`,
              reason: `${String(count)} ${what} exceed the limit ${where} (${String(most)})`,
              remedy: splitRemedy(catalog, api, code === "API_ROUTES" ? apiRoutes.max : MAX_INTEGRATIONS),
              severity,
            }),
          ],
    );
  });
}

/** Reports a too long timeout once per service, and for each function that sets its own. */
function tooLong(context: RuleContext, service: Service): readonly Finding[] {
  const routed = functionsOf(service).filter(({ spec }) => spec.routes.length > 0);
  const inheriting = routed.filter(({ spec }) => spec.timeout === undefined);
  const timeouts = [
    ...(inheriting.length === 0
      ? []
      : [
          {
            subject: service.service,
            path: ["defaults", "timeout"],
            timeout: service.defaults.timeout,
            routes: inheriting.flatMap(routePaths),
          },
        ]),
    ...routed.map((fn) => ({
      subject: fn.id,
      path: ["functions", fn.name, "timeout"],
      timeout: fn.spec.timeout ?? 0,
      routes: routePaths(fn),
    })),
  ];
  return timeouts.flatMap(({ subject, path, timeout, routes }) => {
    if (timeout <= MAX_TIMEOUT) return [];
    const found = {
      code: "TIMEOUT_API",
      subject,
      reason: `${subject} may take ${String(timeout)} s; the API answers 503 after ${String(apiIntegrationTimeout.max)} s`,
      remedy: `Set timeout to ${String(MAX_TIMEOUT)} or less, or let a queue invoke the function.`,
      severity: "error" as const,
    };
    return [context.report(["services", service.service, ...path], found, routes)];
  });
}

function unreachableFunctions(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  const migrating = migratingFunctions(service);
  const called = new Set(functionCalls(catalog).map((call) => call.function));
  return functionsOf(service).flatMap(({ id, name, spec }) =>
    spec.routes.length + spec.triggers.length + Object.keys(spec.schedules).length > 0 ||
    migrating.has(name) ||
    called.has(id)
      ? []
      : [
          context.report(["services", service.service, "functions", name], {
            code: "FUNCTION_UNREACHABLE",
            subject: id,
            reason: `nothing invokes ${id}: it has no route, trigger or schedule`,
            remedy: "Add one, or remove the function.",
            severity: "warning" as const,
          }),
        ],
  );
}
