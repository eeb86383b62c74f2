import { apiServing, apisOf, MAIN_API, type CatalogApi } from "../catalog/apis";
import { authorizerOf } from "../catalog/authorizer";
import { functionsOf } from "../catalog/functions";
import { parseGrant } from "../catalog/grant";
import { parseRoute } from "../catalog/route";
import type { Catalog } from "../catalog/schema/catalog";
import { failureDestinationsOf, triggersOf, referencesOf } from "../catalog/check/usage/serviceUsage";
import type { Service } from "../catalog/schema/service";

/** Resources that are declared outside service files. */
export const RESOURCE_KINDS = [
  "table",
  "queue",
  "bucket",
  "topic",
  "bus",
  "ssm",
  "secret",
  "rule",
  "authorizer",
  "api",
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** `table:orders` */
export type ResourceId = `${ResourceKind}:${string}`;

/** Users of resources: names of services by resource, and `rule:<name>` for a rule that calls no function. */
export type ResourceUsers = ReadonlyMap<ResourceId, ReadonlySet<string>>;

/** Users by environments, grants, triggers, schedules, rules, authorizers, and routes of additional APIs. */
export function resourceUsers(catalog: Catalog): ResourceUsers {
  const users = new Map<ResourceId, Set<string>>();
  const apis = apisOf(catalog);
  const add = (id: ResourceId | null, by: string): void => {
    if (id === null) return;
    const of = users.get(id) ?? new Set();
    users.set(id, of.add(by));
  };
  for (const service of Object.values(catalog.services))
    for (const { kind, name } of [...resourcesUsedBy(service), ...apisUsedBy(service, apis)])
      add(resourceId(catalog, kind, name), service.service);
  for (const [rule, { bus, targets }] of Object.entries(catalog.events.rules)) {
    const services = targets.flatMap(({ to }) => /^function:([^/]+)\//.exec(to)?.[1] ?? []);
    const queues = targets.flatMap(({ to, deadLetters }) => [to, ...(deadLetters === undefined ? [] : [deadLetters])]);
    for (const by of services.length === 0 ? [`rule:${rule}`] : services) {
      add(`rule:${rule}`, by);
      for (const text of [`bus:${bus}`, ...queues]) add(parseResourceId(catalog, text), by);
    }
  }
  return users;
}

interface ResourceUse {
  readonly kind: string;
  readonly name: string;
}

function resourcesUsedBy(service: Service): readonly ResourceUse[] {
  const granted = service.grants.flatMap((text): readonly ResourceUse[] => {
    const grant = parseGrant(text);
    return grant.kind === "invalid" ? [] : [grant];
  });
  const functions = functionsOf(service);
  const deadLetters = functions.flatMap(({ spec }) =>
    Object.values(spec.schedules).flatMap((schedule) => schedule.deadLetters ?? []),
  );
  return [
    ...referencesOf(service),
    ...granted,
    ...triggersOf(service),
    ...failureDestinationsOf(service),
    ...deadLetters.map((text) => ({ kind: "queue", name: text.replace(/^queue:/, "") })),
    ...functions.map((fn) => ({ kind: "authorizer", name: authorizerOf(fn) })),
  ];
}

function apisUsedBy(service: Service, apis: readonly CatalogApi[]): readonly ResourceUse[] {
  if (apis.length === 1) return [];
  const routes = functionsOf(service).flatMap(({ spec }) => spec.routes);
  const used = new Set(routes.map((text) => apiServing(apis, parseRoute(text).path) ?? MAIN_API));
  return [...used].filter((api) => api !== MAIN_API).map(({ path }) => ({ kind: "api", name: path }));
}

function parseResourceId(catalog: Catalog, text: string): ResourceId | null {
  const [kind = "", name = ""] = text.split(/:(.*)/s);
  return resourceId(catalog, kind, name);
}

/** A dead-letter queue belongs to its queue. */
function resourceId(catalog: Catalog, kind: string, name: string): ResourceId | null {
  const known = RESOURCE_KINDS.find((one) => one === kind);
  if (known === undefined) return null;
  const isDeadLetters = known === "queue" && !Object.hasOwn(catalog.data.queues, name);
  return `${known}:${isDeadLetters ? name.replace(/-dlq$/, "") : name}`;
}
