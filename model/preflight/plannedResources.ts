import { apiLoads } from "../catalog/apiLoads";
import { allFunctions } from "../catalog/functions";
import type { Catalog } from "../catalog/schema/catalog";
import { queryAlarmCount } from "../monitoring/lambdaQueries";
import { NAMES, NON_SERVICE_ROLES } from "../names";
import type { AnyStage } from "../stage/stage";

/** What a catalog creates on a stage, of the resources that quotas limit. */
export interface PlannedResources {
  /** Physical names. */
  readonly tables: readonly string[];
  /** Physical names. */
  readonly buckets: readonly string[];
  readonly roles: number;
  /** Of the API that has most. */
  readonly routes: number;
  /** Of the API that has most. */
  readonly integrations: number;
  /** Of the bus that has most. */
  readonly rules: number;
  readonly queryAlarms: number;
}

export function plannedResources(stage: AnyStage, catalog: Catalog): PlannedResources {
  const present = allFunctions(catalog).filter(({ id }) => !stage.functions.absent.includes(id));
  const loads = apiLoads(catalog, present);
  const services = new Set(present.map(({ service }) => service.service));
  return {
    tables: Object.keys(catalog.data.tables).map((name) => NAMES.table.of(stage, name)),
    buckets: Object.keys(catalog.data.buckets).map((name) => NAMES.bucket.of(stage, name)),
    roles: services.size + NON_SERVICE_ROLES.length,
    routes: Math.max(...loads.map(({ routes }) => routes)),
    integrations: Math.max(...loads.map(({ functions }) => functions)),
    rules: Math.max(0, ...rulesByBus(catalog)),
    queryAlarms: stage.alarms.kind === "off" ? 0 : queryAlarms(stage, present),
  };
}

function rulesByBus({ events }: Catalog): readonly number[] {
  const counts = new Map<string, number>();
  for (const { bus } of Object.values(events.rules)) counts.set(bus, (counts.get(bus) ?? 0) + 1);
  return [...counts.values()];
}

function queryAlarms(
  stage: AnyStage,
  functions: readonly { readonly name: string; readonly service: { readonly service: string } }[],
): number {
  const services = [...new Set(functions.map(({ service }) => service.service))];
  return services.reduce((sum, name) => {
    const own = functions.filter(({ service }) => service.service === name);
    return sum + queryAlarmCount(stage, name, own);
  }, 0);
}
