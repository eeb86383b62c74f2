import type { Catalog } from "../../../schema/catalog";
import type { Path, Rule } from "../../rule";
import { queueUses } from "../../usage/deliveries";
import { parseReference } from "../../../reference";
import type { Service } from "../../../schema/service";
import { environmentOf, failureDestinationsOf, existingName, triggersOf, referencesOf } from "../../usage/serviceUsage";

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly at: Path;
}

/** Every resource is used by some function or rule. */
export const unusedResources: Rule = (catalog, context) => {
  // An invalid service may use it.
  if (!context.isComplete) return [];
  const delivered = queueUses(catalog).flatMap(({ name }) => (name === null ? [] : [`queue:${name}`]));
  const used = new Set([
    ...delivered,
    ...Object.values(catalog.services).flatMap((service) =>
      [...referencesOf(service), ...triggersOf(service), ...failureDestinationsOf(service)].map(
        ({ kind, name }) => `${kind}:${existingName(catalog, kind, name) ?? "*"}`,
      ),
    ),
  ]);
  const invalidNames = new Set(Object.values(catalog.services).flatMap(namesOfInvalid));
  return resourcesOf(catalog).flatMap(({ kind, name, at }) => {
    const resource = `${kind}:${name}`;
    if (invalidNames.has(name) || used.has(resource) || used.has(`${kind}:*`)) return [];
    return [
      context.report(at, {
        code: "DATA_UNUSED",
        subject: resource,
        reason: `no function references ${resource}`,
        remedy: "Reference it in an environment, remove it, or suppress this with a reason.",
        severity: "warning" as const,
      }),
    ];
  });
};

/** Names in invalid references: with `tabel:users`, the table `users` is not reported as unused. */
function namesOfInvalid(service: Service): readonly string[] {
  return environmentOf(service).flatMap(({ text }) =>
    parseReference(text).kind === "invalid" ? (text.split(":")[1] ?? []) : [],
  );
}

function resourcesOf({ data, events }: Catalog): readonly Resource[] {
  const groups: readonly { readonly kind: string; readonly at: Path; readonly names: readonly string[] }[] = [
    { kind: "table", at: ["data", "tables"], names: Object.keys(data.tables) },
    { kind: "queue", at: ["data", "queues"], names: Object.keys(data.queues) },
    { kind: "bucket", at: ["data", "buckets"], names: Object.keys(data.buckets) },
    { kind: "topic", at: ["events", "topics"], names: Object.keys(events.topics) },
    { kind: "bus", at: ["events", "buses"], names: Object.keys(events.buses) },
  ];
  return groups.flatMap(({ kind, at, names }) => names.map((name) => ({ kind, name, at: [...at, name] })));
}
