import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Service } from "../../model/catalog/schema/service";
import type { Release } from "../../model/release/release";

/**
 * Releases that a rehearsal deploys beside the real one: yesterday's, which differs in one function's memory; one that is
 * bad, whose health function looks for a table that is not there; and one that is frail: a function that only changes
 * things, and so cannot be tried before it has traffic, does not start.
 */
export const VARIANTS = ["yesterday", "bad", "frail"] as const;
export type Variant = (typeof VARIANTS)[number];

const MEMORY_STEP = 64;

export function variantOf(release: Release, variant: Variant): Release {
  const { catalog } = release;
  return { ...release, catalog: CATALOGS[variant](catalog) };
}

const CATALOGS: Readonly<Record<Variant, (catalog: Catalog) => Catalog>> = {
  yesterday: yesterdays,
  bad: withoutHealth,
  frail: withoutTable,
};

/** The first function of phase 6 has a little more memory. */
function yesterdays(catalog: Catalog): Catalog {
  return withService(catalog, "users", (service) => {
    const [name, spec] = Object.entries(service.functions)[0] ?? [];
    if (name === undefined || spec === undefined) return service;
    const memory = (spec.memory ?? service.defaults.memory) + MEMORY_STEP;
    return { ...service, functions: { ...service.functions, [name]: { ...spec, memory } } };
  });
}

/** The second function of phase 6 does not know its tables. */
function withoutTable(catalog: Catalog): Catalog {
  return withService(catalog, "users", (service) => {
    const [, [name, spec] = []] = Object.entries(service.functions);
    if (name === undefined || spec === undefined) return service;
    const tables = Object.entries(service.environment).filter(([, value]) => value.startsWith("table:"));
    const environment = { ...spec.environment, ...Object.fromEntries(tables.map(([table]) => [table, "text:"])) };
    return { ...service, functions: { ...service.functions, [name]: { ...spec, environment } } };
  });
}

function withoutHealth(catalog: Catalog): Catalog {
  return withService(catalog, "gateway", (service) => ({
    ...service,
    environment: Object.fromEntries(
      Object.entries(service.environment).map(([variable, value]) => [
        variable,
        value.startsWith("table:") ? "text:a-table-that-is-not-there" : value,
      ]),
    ),
  }));
}

/** Changes the first service of a phase. */
function withService(catalog: Catalog, phase: Service["phase"], change: (service: Service) => Service): Catalog {
  const service = Object.values(catalog.services).find((candidate) => candidate.phase === phase);
  if (service === undefined) return catalog;
  return { ...catalog, services: { ...catalog.services, [service.service]: change(service) } };
}
