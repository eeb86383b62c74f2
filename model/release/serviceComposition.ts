import { matchesRoute } from "../catalog/requestedRoute";
import type { CheckSpec } from "../catalog/schema/checks";
import { functionsOf } from "../catalog/functions";
import { parseRoute } from "../catalog/route";
import type { Catalog, Parameter, Secret } from "../catalog/schema/catalog";
import { catalogWithServices } from "./composition";
import { sameValue } from "./content";
import { resourceUsers, RESOURCE_KINDS, type ResourceId, type ResourceKind } from "./resourceUsers";

/** A resource that the services share with others. */
export interface SharedResource {
  readonly id: ResourceId;
  /** The other services, and `rule:<name>` for rules that call no function. */
  readonly users: readonly string[];
}

export interface ServiceComposition {
  readonly catalog: Catalog;
  /** Resources that only the services use and the deployed catalog does not have. */
  readonly added: readonly ResourceId[];
  readonly changed: readonly ResourceId[];
  /** Shared and not in the deployed catalog: the services cannot be deployed without the others. */
  readonly missing: readonly SharedResource[];
  /** Shared and different in the deployed catalog, which is not changed. */
  readonly unchanged: readonly SharedResource[];
}

type Resources = Readonly<Record<string, unknown>>;

/** The section of a catalog for each kind. */
const CATALOG_SECTIONS: Readonly<Record<ResourceKind, CatalogSection>> = {
  table: inData("tables"),
  queue: inData("queues"),
  bucket: inData("buckets"),
  topic: inEvents("topics"),
  bus: inEvents("buses"),
  rule: inEvents("rules"),
  ssm: {
    read: ({ parameters }) => parameters,
    write: (catalog, parameters) => ({ ...catalog, parameters }) as Catalog,
  },
  secret: { read: ({ secrets }) => secrets, write: (catalog, secrets) => ({ ...catalog, secrets }) as Catalog },
  authorizer: {
    read: ({ api }) => api.authorizers,
    write: (catalog, authorizers) => ({ ...catalog, api: { ...catalog.api, authorizers } }) as Catalog,
  },
  api: {
    read: ({ api }) => api.apis ?? {},
    write: (catalog, apis) => ({ ...catalog, api: { ...catalog.api, apis } }) as Catalog,
  },
};

interface CatalogSection {
  readonly read: (catalog: Catalog) => Resources;
  readonly write: (catalog: Catalog, resources: Resources) => Catalog;
}

function inData(key: "tables" | "queues" | "buckets"): CatalogSection {
  return {
    read: ({ data }) => data[key],
    write: (catalog, resources) => ({ ...catalog, data: { ...catalog.data, [key]: resources } }),
  };
}

function inEvents(key: "topics" | "buses" | "rules"): CatalogSection {
  return {
    read: ({ events }) => events[key],
    write: (catalog, resources) => ({ ...catalog, events: { ...catalog.events, [key]: resources } }),
  };
}

/**
 * A deployed catalog with some services of another one, and with the resources that only these services use: tables with
 * their seeds, queues, buckets, topics, buses, rules, authorizers, additional APIs, parameters, secrets and checks. Removing a service does
 * not remove its resources.
 * @param services names; each is in at least one of the two
 */
export function composeServices(base: Catalog, services: readonly string[], from: Catalog): ServiceComposition {
  const named = new Set(services);
  const [usersThen, usersNow] = [resourceUsers(withApisOf(base, from)), resourceUsers(from)];
  const others = (id: ResourceId): readonly string[] =>
    [...new Set([...(usersThen.get(id) ?? []), ...(usersNow.get(id) ?? [])])].filter((user) => !named.has(user)).sort();
  const different = [...usersNow].flatMap(([id, users]) =>
    [...users].some((user) => named.has(user)) ? differenceOf(base, from, id) : [],
  );
  const own = different.filter(({ id }) => others(id).length === 0);
  const shared = (isNew: boolean): readonly SharedResource[] =>
    different
      .filter((one) => one.isNew === isNew && others(one.id).length > 0)
      .map(({ id }) => ({ id, users: others(id) }));
  const ids = (isNew: boolean): readonly ResourceId[] => own.filter((one) => one.isNew === isNew).map(({ id }) => id);
  return {
    catalog: withOwnChecks(
      withSeeds(own.reduce(withResource, catalogWithServices(base, services, from)), ids(true), from),
      services,
      from,
    ),
    added: ids(true),
    changed: ids(false),
    missing: shared(true),
    unchanged: shared(false),
  };
}

/** An API that is added takes the routes below its path from all services. */
function withApisOf(base: Catalog, { api: { apis } }: Catalog): Catalog {
  return { ...base, api: { ...base.api, apis: { ...apis, ...base.api.apis } } };
}

interface Difference {
  readonly id: ResourceId;
  readonly isNew: boolean;
  readonly value: unknown;
}

/** @returns empty if both are equal, or `from` does not have it, which the catalog check reports */
function differenceOf(base: Catalog, from: Catalog, id: ResourceId): readonly Difference[] {
  const [kind, name] = partsOf(id);
  const [then, now] = [CATALOG_SECTIONS[kind].read(base), CATALOG_SECTIONS[kind].read(from)];
  if (!Object.hasOwn(now, name)) return [];
  const isNew = !Object.hasOwn(then, name);
  return !isNew && sameValue(then[name], now[name]) ? [] : [{ id, isNew, value: now[name] }];
}

function withResource(catalog: Catalog, { id, value }: Difference): Catalog {
  const [kind, name] = partsOf(id);
  return CATALOG_SECTIONS[kind].write(catalog, { ...CATALOG_SECTIONS[kind].read(catalog), [name]: value });
}

function withSeeds(catalog: Catalog, added: readonly ResourceId[], { seeds }: Catalog): Catalog {
  const own = Object.entries(seeds).filter(([table]) => added.includes(`table:${table}`));
  return own.length === 0 ? catalog : { ...catalog, seeds: { ...catalog.seeds, ...Object.fromEntries(own) } };
}

/** Adds the checks that send requests only to these services. */
function withOwnChecks(catalog: Catalog, services: readonly string[], from: Catalog): Catalog {
  const own = Object.entries(from.services).filter(([name]) => services.includes(name));
  const routes = own.flatMap(([, service]) => functionsOf(service).flatMap(({ spec }) => spec.routes.map(parseRoute)));
  const isOwn = (check: CheckSpec): boolean =>
    check.kind === "requests" &&
    check.steps.every(({ request }) => routes.some((route) => matchesRoute(route, request)));
  const checks = Object.entries(from.checks.checks).filter(([, check]) => isOwn(check));
  if (checks.length === 0) return catalog;
  return {
    ...catalog,
    checks: { ...catalog.checks, checks: { ...catalog.checks.checks, ...Object.fromEntries(checks) } },
  };
}

function partsOf(id: ResourceId): readonly [ResourceKind, string] {
  const colon = id.indexOf(":");
  const kind = RESOURCE_KINDS.find((one) => one === id.slice(0, colon));
  if (kind === undefined) throw new TypeError(`no resource: ${id}`);
  return [kind, id.slice(colon + 1)];
}

/** The catalog with parameters and secrets that only other services use made optional. */
export function withRequirementsOf(catalog: Catalog, services: readonly string[]): Catalog {
  const users = resourceUsers(catalog);
  const isOthers = (id: ResourceId): boolean => {
    const by = [...(users.get(id) ?? [])];
    return by.length > 0 && !by.some((user) => services.includes(user));
  };
  const withOptionalEntries = <T extends Parameter | Secret>(
    kind: "ssm" | "secret",
    things: Readonly<Record<string, T>>,
  ) =>
    Object.fromEntries(
      Object.entries(things).map(([name, thing]): readonly [string, T] => [
        name,
        thing.kind === "required" && isOthers(`${kind}:${name}`) ? { ...thing, kind: "optional" } : thing,
      ]),
    );
  return {
    ...catalog,
    parameters: withOptionalEntries("ssm", catalog.parameters),
    secrets: withOptionalEntries("secret", catalog.secrets),
  };
}
