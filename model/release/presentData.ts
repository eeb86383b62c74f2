import type { Catalog } from "../catalog/schema/catalog";
import type { StageData } from "./stageData";

/**
 * Data without what the stage does not have: a failed deployment did not create it, for example because AWS has another resource
 * of that name. A rollback would try to create it again, and fail again. What the restored catalog has stays: it is created.
 * @param isPresent whether the engine's state has the resource with this logical name
 */
export function presentData(
  data: StageData,
  { data: restored, events, services }: Catalog,
  isPresent: (name: string) => boolean,
): StageData {
  return {
    ...data,
    tables: filterNames(data.tables, (name) => name in restored.tables || isPresent(`table-${name}`)),
    queues: filterNames(data.queues, (name) => name in restored.queues || isPresent(`queue-${name}`)),
    buckets: filterNames(data.buckets, (name) => name in restored.buckets || isPresent(`bucket-${name}`)),
    topics: filterNames(data.topics, (name) => name in events.topics || isPresent(`topic-${name}`)),
    services: filterNames(data.services, (name) => name in services || isPresent(`${name}-logs`)),
  };
}

function filterNames<T>(all: Readonly<Record<string, T>>, keeps: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => keeps(name)));
}
