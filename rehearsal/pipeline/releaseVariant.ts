import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Service } from "../../model/catalog/schema/service";
import type { Release } from "../../model/release/release";

/** What the unhealthy variant reads; its service has no permission for it, either. */
export const MISSING_TABLE = "a-table-that-does-not-exist";

/**
 * Releases that a rehearsal deploys beside the real one. `previous` differs in the memory of one function. The health
 * function of `unhealthy` uses a table that does not exist. In `fails-with-traffic` a function that only writes, and so
 * cannot be verified before it has traffic, does not start.
 */
export type Variant = "previous" | "unhealthy" | "fails-with-traffic";

const MEMORY_STEP_MB = 64;

export function variantOf(release: Release, variant: Variant): Release {
  const { catalog } = release;
  return { ...release, catalog: CATALOGS[variant](catalog) };
}

const CATALOGS: Readonly<Record<Variant, (catalog: Catalog) => Catalog>> = {
  previous: withMoreMemory,
  unhealthy: withoutHealthTable,
  "fails-with-traffic": withoutTables,
};

/** The first function of phase 6 has 64 MB more memory. */
function withMoreMemory(catalog: Catalog): Catalog {
  return withService(catalog, "users", (service) => {
    const [name, spec] = Object.entries(service.functions)[0] ?? [];
    if (name === undefined || spec === undefined) return service;
    const memory = (spec.memory ?? service.defaults.memory) + MEMORY_STEP_MB;
    return { ...service, functions: { ...service.functions, [name]: { ...spec, memory } } };
  });
}

/** The second function of phase 6 has empty table names in its environment. */
function withoutTables(catalog: Catalog): Catalog {
  return withService(catalog, "users", (service) => {
    const [, [name, spec] = []] = Object.entries(service.functions);
    if (name === undefined || spec === undefined) return service;
    const tables = Object.entries(service.environment).filter(([, value]) => value.startsWith("table:"));
    const environment = { ...spec.environment, ...Object.fromEntries(tables.map(([table]) => [table, "text:"])) };
    return { ...service, functions: { ...service.functions, [name]: { ...spec, environment } } };
  });
}

function withoutHealthTable(catalog: Catalog): Catalog {
  return withService(catalog, "gateway", (service) => ({
    ...service,
    environment: Object.fromEntries(
      Object.entries(service.environment).map(([variable, value]) => [
        variable,
        value.startsWith("table:") ? `text:${MISSING_TABLE}` : value,
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
