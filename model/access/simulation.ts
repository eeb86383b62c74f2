import { deploymentPolicies } from "./deployment/deploymentRole";
import type { AccountScope } from "./scope";
import type { AccessStatement, ActionGroup, Conditions } from "./statement";

/** Permissions of one statement, with a resource and values of condition keys that it allows. */
export interface PermissionSample {
  /** `listbackup-deployment-functions/Functions` */
  readonly statement: string;
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context: readonly ContextEntry[];
  /** What needs them. */
  readonly reason: string;
}

/** A condition key of a simulated request, as IAM takes it. */
export interface ContextEntry {
  readonly key: string;
  readonly type: "string" | "stringList";
  readonly values: readonly string[];
}

/**
 * Permissions without which a deployment fails: for each service of AWS, those of its statement with the most actions; of IAM,
 * all. IAM simulates one statement per request, and slowly, so not all are asked for.
 */
export function deploymentSamples(scope: AccountScope): readonly PermissionSample[] {
  const candidates = deploymentPolicies(scope).flatMap(({ name, statements }) =>
    statements.flatMap((statement) => sampleOf(`${name}/${statement.sid}`, statement)),
  );
  const largest = new Map<string, PermissionSample>();
  for (const sample of candidates) {
    const service = serviceOf(sample);
    const key = service === "iam" ? sample.statement : service;
    if (sample.actions.length > (largest.get(key)?.actions.length ?? 0)) largest.set(key, sample);
  }
  return [...largest.values()];
}

function serviceOf({ actions: [first = ""] }: PermissionSample): string {
  return first.split(":")[0] ?? "";
}

/** What every deployment needs, and not only some: the driver's other calls have checks of their own. */
function isNeeded({ needs }: ActionGroup): boolean {
  return needs.kind !== "driver";
}

function sampleOf(name: string, statement: AccessStatement): readonly PermissionSample[] {
  const { effect, groups, resources, conditions, reason } = statement;
  const actions = groups.filter(isNeeded).flatMap((group) => group.actions);
  if (effect === "Deny" || actions.length === 0) return [];
  const [resource = "*"] = resources;
  return [{ statement: name, actions, resource: exampleOf(resource), context: contextOf(conditions), reason }];
}

/** A resource that a pattern allows. */
function exampleOf(pattern: string): string {
  return pattern === "*" ? pattern : pattern.replace(/\*/g, "example");
}

function contextOf(conditions: Conditions = {}): readonly ContextEntry[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]): ContextEntry => {
      const [first = ""] = typeof value === "string" ? [value] : value;
      return { key, type: operator.startsWith("For") ? "stringList" : "string", values: [exampleOf(first)] };
    }),
  );
}
