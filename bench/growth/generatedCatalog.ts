import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** As in the backend, on average 8; so that a service's policy and alarm stay within limits. */
const FUNCTIONS_PER_SERVICE = 10;
/** An HTTP API takes 300 integrations, and the catalog check refuses more than 250: further functions get APIs of their own. */
const FUNCTIONS_PER_API = 250;

/**
 * Replaces a project's catalog by one with so many functions: services of ten, each with a table and a queue. The identity and the
 * events stay, parameters do not. Every function has a route. The functions have no handlers, so each is deployed with a placeholder.
 */
export function writeGeneratedCatalog(project: string, functions: number): void {
  const folder = join(project, "catalog");
  const services = join(folder, "services");
  for (const file of readdirSync(services)) rmSync(join(services, file));
  const count = Math.ceil(functions / FUNCTIONS_PER_SERVICE);
  const names = Array.from({ length: count }, (_, index) => `g${String(index).padStart(3, "0")}`);
  rewrite(join(folder, "data.yaml"), (data) => ({
    ...data,
    tables: Object.fromEntries(names.map((name) => [name, { purpose: `Items of ${name}`, hash: "id" }])),
    queues: Object.fromEntries(names.map((name) => [name, queue(name)])),
    buckets: {},
    accepted: undefined,
  }));
  const additional = Array.from({ length: Math.ceil(functions / FUNCTIONS_PER_API) - 1 }, (_, index) =>
    apiPath(index + 1),
  );
  rewrite(join(folder, "api.yaml"), (api) => ({
    ...api,
    ...(additional.length === 0
      ? {}
      : { apis: Object.fromEntries(additional.map((path) => [path, { purpose: `Routes below ${path}` }])) }),
  }));
  rewrite(join(folder, "parameters.yaml"), () => ({}));
  rewrite(join(folder, "identity.yaml"), (identity) => ({ ...identity, triggers: {} }));
  mkdirSync(services, { recursive: true });
  names.forEach((name, index) => {
    const first = index * FUNCTIONS_PER_SERVICE;
    const size = Math.min(FUNCTIONS_PER_SERVICE, functions - first);
    writeFileSync(join(services, `${name}.yaml`), stringify(service(name, first, size)));
  });
}

function apiPath(index: number): string {
  return `/part${String(index)}`;
}

function queue(name: string): object {
  return {
    purpose: `Work of ${name}`,
    visibilityTimeout: 60,
    retention: 345_600,
    receiveWait: 0,
    maxReceives: 3,
  };
}

function service(name: string, first: number, size: number): object {
  const functions = Array.from({ length: size }, (_, index) => {
    const fn = `f${String(index)}`;
    const api = Math.floor((first + index) / FUNCTIONS_PER_API);
    const routes = [`GET ${api === 0 ? "" : apiPath(api)}/${name}/${fn}`];
    return [fn, { handler: `${name}/${fn}`, routes }] as const;
  });
  return {
    service: name,
    purpose: `Generated service ${name}`,
    phase: "business",
    defaults: { memory: 256, timeout: 6 },
    environment: { TABLE: `table:${name}`, QUEUE: `queue:${name}`, STAGE: "stage" },
    grants: [`read-write table:${name}`, `send queue:${name}`],
    functions: Object.fromEntries(functions),
  };
}

function rewrite(file: string, change: (content: Record<string, unknown>) => Record<string, unknown>): void {
  writeFileSync(file, stringify(change(parse(readFileSync(file, "utf8")) as Record<string, unknown>)));
}
