import type { CatalogApi } from "../catalog/apis";

/** Names of an API's alarms: on 5xx responses, and on latency. */
export function apiAlarmNames({ name }: CatalogApi): readonly [errors: string, latency: string] {
  return [`${name}-5xx`, `${name}-latency`];
}
