import { functionId, functionsOf } from "../../functions";
import { parseReference, type Reference } from "../../reference";
import type { Catalog } from "../../schema/catalog";
import type { Service } from "../../schema/service";
import type { TriggerSpec } from "../../schema/trigger";
import type { Path } from "../rule";

/** A value in an environment, as in the catalog. */
export interface EnvironmentValue {
  readonly at: Path;
  /** The service, or the function that sets it: `jobs/createJob`. */
  readonly owner: string;
  readonly variable: string;
  readonly text: string;
}

/** A value that references a resource of the backend. */
export interface ResourceReference {
  readonly at: Path;
  readonly owner: string;
  readonly kind: Reference["kind"];
  readonly name: string;
}

/** All environment values of a service: the service's own first, then its functions'. */
export function environmentOf(service: Service): readonly EnvironmentValue[] {
  const own = ["services", service.service];
  const of = (owner: string, at: Path, values: Readonly<Record<string, string>>): readonly EnvironmentValue[] =>
    Object.entries(values).map(([variable, text]) => ({ at: [...at, variable], owner, variable, text }));
  return [
    ...of(service.service, [...own, "environment"], service.environment),
    ...functionsOf(service).flatMap(({ id, name, spec }) =>
      of(id, [...own, "functions", name, "environment"], spec.environment),
    ),
  ];
}

/** All resources that a service's environments reference. */
export function referencesOf(service: Service): readonly ResourceReference[] {
  return environmentOf(service).flatMap(({ at, owner, text }) => {
    const reference = parseReference(text);
    return reference.kind !== "invalid" && "name" in reference
      ? [{ at, owner, kind: reference.kind, name: reference.name }]
      : [];
  });
}

/** A trigger of a function: `table:jobs`, its stream, or `queue:sync`. */
export interface TriggerUse {
  /** Path of the trigger's source. */
  readonly at: Path;
  readonly owner: string;
  readonly functionName: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: TriggerSpec;
}

export function triggersOf(service: Service): readonly TriggerUse[] {
  return functionsOf(service).flatMap(({ name: functionName, spec }) =>
    spec.triggers.map((trigger, index) => {
      const [kind = "", name = ""] = trigger.source.split(/:(.*)/s);
      const at = ["services", service.service, "functions", functionName, "triggers", index, "source"];
      return { at, owner: functionId(service.service, functionName), functionName, kind, name, spec: trigger };
    }),
  );
}

/** Failure destinations of a service's triggers: `queue:failed` or `topic:failures`. */
export function failureDestinationsOf(service: Service): readonly FailureDestination[] {
  return triggersOf(service).flatMap(({ at, owner, spec }) => {
    if (spec.onFailure === undefined) return [];
    const [kind = "", name = ""] = spec.onFailure.split(/:(.*)/s);
    return [{ at: [...at.slice(0, -1), "onFailure"], owner, kind, name, verb: kind === "topic" ? "publish" : "send" }];
  });
}

export interface FailureDestination {
  readonly at: Path;
  readonly owner: string;
  readonly kind: string;
  readonly name: string;
  /** Verb of the grant that the service needs. */
  readonly verb: string;
}

/** Names of the catalog's resources of a kind; null for kinds without named resources. */
export function namesOf(catalog: Catalog, kind: string): readonly string[] | null {
  switch (kind) {
    case "table":
      return Object.keys(catalog.data.tables);
    case "queue":
      return Object.keys(catalog.data.queues).flatMap((name) => [name, `${name}-dlq`]);
    case "bucket":
      return Object.keys(catalog.data.buckets);
    case "topic":
      return Object.keys(catalog.events.topics);
    case "bus":
      return Object.keys(catalog.events.buses);
    case "ssm":
      return Object.keys(catalog.parameters);
    case "secret":
      return Object.keys(catalog.secrets);
    default:
      return null;
  }
}

/**
 * The name, or null if the catalog does not have it: then it may stand for any resource of its kind. So an unknown name is
 * reported only once, and not also as a missing or unused grant, or as an unused resource.
 */
export function existingName(catalog: Catalog, kind: string, name: string): string | null {
  const names = namesOf(catalog, kind);
  return names === null || names.includes(name) ? name : null;
}
