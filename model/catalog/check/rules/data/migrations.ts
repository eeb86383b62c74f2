import type { Finding } from "../../../finding";
import type { MigrationSpec, Service } from "../../../schema/service";
import { functionsOf } from "../../../functions";
import { startPaths } from "../../functionPaths";
import type { Path, Rule, RuleContext } from "../../rule";
import { ownValue } from "../../../../ownValue";

/** The functions of a migration exist, and nothing else invokes them, so that a migration runs only once. */
export const migrations: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) =>
    Object.entries(service.migrations).flatMap(([name, spec]) => migrationFindings(context, service, name, spec)),
  );

function migrationFindings(
  context: RuleContext,
  service: Service,
  name: string,
  spec: MigrationSpec,
): readonly Finding[] {
  const at = ["services", service.service, "migrations", name];
  const back = typeof spec.back === "string" ? null : spec.back.function;
  const forward = calledFindings(context, service, [...at, "function"], spec.function);
  if (back === null) return forward;
  const same =
    back === spec.function
      ? [
          finding(
            context,
            [...at, "back", "function"],
            back,
            "is both the migration and its reverse migration",
            "Use another function.",
            [[...at, "function"]],
          ),
        ]
      : [];
  return [...forward, ...calledFindings(context, service, [...at, "back", "function"], back), ...same];
}

function calledFindings(context: RuleContext, service: Service, at: Path, called: string): readonly Finding[] {
  const spec = ownValue(service.functions, called);
  if (spec === undefined) {
    return [
      finding(context, at, called, `${service.service} has no function "${called}"`, "Use one of its functions."),
    ];
  }
  if (spec.routes.length + spec.triggers.length + Object.keys(spec.schedules).length === 0) return [];
  const reason = `${called} is a migration, but a route, trigger or schedule also invokes it`;
  const others = functionsOf(service).flatMap((fn) => (fn.name === called ? startPaths(fn) : []));
  return [finding(context, at, called, reason, "Use a separate function for the migration.", others)];
}

function finding(
  context: RuleContext,
  at: Path,
  subject: string,
  reason: string,
  remedy: string,
  others: readonly Path[] = [],
): Finding {
  return context.report(at, { code: "MIGRATION_FUNCTION", subject, reason, remedy, severity: "error" }, others);
}

/** Functions that a service's migrations invoke. */
export function migratingFunctions(service: Service): ReadonlySet<string> {
  return new Set(
    Object.values(service.migrations).flatMap((spec) => [
      spec.function,
      ...(typeof spec.back === "string" ? [] : [spec.back.function]),
    ]),
  );
}
