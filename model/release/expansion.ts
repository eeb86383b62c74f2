import { apiServing, apisOf } from "../catalog/apis";
import { authorizerOf, lambdaAuthorizerOf } from "../catalog/authorizer";
import { allFunctions, type CatalogFunction, type FunctionId } from "../catalog/functions";
import type { IdentityTriggers } from "../catalog/schema/identityTriggers";
import { triggerFunctions } from "../catalog/identityTriggers";
import { parseRoute } from "../catalog/route";
import type { Catalog, Identity, Table } from "../catalog/schema/catalog";
import type { FunctionSpec, Service } from "../catalog/schema/service";
import { functionsOnStage, triggersWithHandler } from "../stage/functions";
import type { Stage } from "../stage/stage";
import type { Release } from "./release";
import { withIndexesOf } from "./stageData";

/** A release, and the stage with the settings that it runs with. */
export interface StageRelease {
  readonly stage: Stage;
  readonly release: Release;
}

/**
 * The state of a stage while two releases share the traffic: code, memory and environment of the next release, and all
 * resources that the old one needs. Resources of both (routes, triggers, queues, tables, events, the user pool) are as in
 * the old release, resources of only the next one are added, and none is removed.
 */
export function expansion(old: StageRelease, next: StageRelease): StageRelease {
  const [before, after] = [functionsOf(old), functionsOf(next)];
  const services = union(
    mapValues(old.release.catalog.services, (service) =>
      expandedService(service, next.release.catalog.services[service.service], before, after),
    ),
    mapValues(next.release.catalog.services, (service) => expandedService(undefined, service, before, after)),
  );
  const artifacts = { ...artifactsOf(before), ...artifactsOf(after) };
  return {
    stage: {
      ...next.stage,
      functions: { ...next.stage.functions, absent: [] },
      settings: { ...old.stage.settings, ...next.stage.settings },
    },
    release: {
      ...next.release,
      catalog: {
        ...expandedCatalog(old.release.catalog, next.release.catalog, services),
        identity: expandedIdentity(old.release.catalog.identity, next.release.catalog.identity, triggersOf(old)),
      },
      artifacts,
    },
  };
}

function triggersOf({ stage, release }: StageRelease): IdentityTriggers {
  return triggersWithHandler(release.catalog.identity.triggers, functionsOnStage(stage, release));
}

/** Functions that Cognito calls in either release: an expansion permits both. */
export function cognitoCallees(old: StageRelease, next: StageRelease): ReadonlySet<FunctionId> {
  const triggers = [old, next].flatMap(({ release }) => triggerFunctions(release.catalog.identity.triggers));
  return new Set(triggers.map(([, id]) => id));
}

/** Functions of Cognito triggers that the next release adds or changes. */
export function addedTriggerFunctions(old: StageRelease, next: StageRelease): ReadonlySet<FunctionId> {
  const served = new Map(triggerFunctions(triggersOf(old)));
  const added = triggerFunctions(triggersOf(next)).filter(([trigger, id]) => served.get(trigger) !== id);
  return new Set(added.map(([, id]) => id));
}

type Functions = ReadonlyMap<FunctionId, ReturnType<typeof functionsOnStage>[number]>;

function functionsOf({ stage, release }: StageRelease): Functions {
  return new Map(functionsOnStage(stage, release).map((fn) => [fn.id, fn]));
}

function artifactsOf(functions: Functions): Release["artifacts"] {
  return Object.fromEntries([...functions].map(([id, { artifact }]) => [id, artifact]));
}

/** Entries of either record; the old value for entries in both. */
function union<T>(old: Readonly<Record<string, T>>, next: Readonly<Record<string, T>>): Record<string, T> {
  const added = Object.entries(next).filter(([name]) => !(name in old));
  return { ...old, ...Object.fromEntries(added) };
}

function mapValues<T, U>(
  things: Readonly<Record<string, T>>,
  change: (thing: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, change(thing, name)]));
}

function mergeLists<T>(old: readonly T[], next: readonly T[]): T[] {
  const seen = new Set(old.map((one) => JSON.stringify(one)));
  return [...old, ...next.filter((one) => !seen.has(JSON.stringify(one)))];
}

function expandedCatalog(old: Catalog, next: Catalog, services: Catalog["services"]): Catalog {
  return {
    ...next,
    data: {
      ...next.data,
      tables: expandedTables(old.data.tables, next.data.tables),
      queues: union(old.data.queues, next.data.queues),
      buckets: union(old.data.buckets, next.data.buckets),
    },
    events: {
      ...old.events,
      buses: union(old.events.buses, next.events.buses),
      // New rules get their targets with the next release: the old functions do not know these events.
      rules: union(
        old.events.rules,
        mapValues(next.events.rules, (rule) => ({ ...rule, targets: [] })),
      ),
      topics: union(old.events.topics, next.events.topics),
      email: { ...old.events.email, templates: union(old.events.email.templates, next.events.email.templates) },
    },
    api: { ...old.api, authorizers: union(old.api.authorizers, next.api.authorizers) },
    parameters: union(old.parameters, next.parameters),
    secrets: union(old.secrets, next.secrets),
    services,
  };
}

type Tables = Catalog["data"]["tables"];

/** Tables keep their indexes and streams, and get those that the next release adds. */
function expandedTables(old: Tables, next: Tables): Tables {
  return mapValues(union(old, next), (table, name): Table => {
    const later = next[name];
    return later === undefined ? table : withIndexesOf(table, later);
  });
}

/** @param triggers those of the old release */
function expandedIdentity(old: Identity, next: Identity, triggers: IdentityTriggers): Identity {
  return {
    ...old,
    triggers,
    client: {
      ...old.client,
      authFlows: mergeLists(old.client.authFlows, next.client.authFlows),
      oauthFlows: mergeLists(old.client.oauthFlows, next.client.oauthFlows),
      oauthScopes: mergeLists(old.client.oauthScopes, next.client.oauthScopes),
    },
    groups: union(old.groups, next.groups),
  };
}

/** A service with the functions and permissions of both releases. One of the two may not have it. */
function expandedService(
  old: Service | undefined,
  next: Service | undefined,
  before: Functions,
  after: Functions,
): Service {
  const base = old ?? next;
  if (base === undefined) throw new TypeError("a service of neither release");
  const names = mergeLists(Object.keys(old?.functions ?? {}), Object.keys(next?.functions ?? {}));
  const own = names.flatMap((name): [string, FunctionSpec][] => {
    const id = `${base.service}/${name}`;
    const spec = expandedFunction(before.get(id), after.get(id));
    return spec === null ? [] : [[name, spec]];
  });
  return {
    ...base,
    // Set on each function instead: the service's environment may differ between the two.
    environment: {},
    grants: mergeLists(old?.grants ?? [], next?.grants ?? []),
    statements: mergeLists(old?.statements ?? [], next?.statements ?? []),
    functions: Object.fromEntries(own),
    migrations: {},
  };
}

/** The next release's function with the old one's routes and triggers; null if it is absent from both. */
function expandedFunction(old: CatalogFunction | undefined, next: CatalogFunction | undefined): FunctionSpec | null {
  const base = next ?? old;
  if (base === undefined) return null;
  const { spec, service } = base;
  const { concurrency: _concurrency, ...rest } = spec;
  // Not the sum: a new function gets neither requests nor events during the expansion.
  const concurrency = old === undefined ? spec.concurrency : old.spec.concurrency;
  return {
    ...rest,
    memory: spec.memory ?? service.defaults.memory,
    timeout: spec.timeout ?? service.defaults.timeout,
    environment: { ...service.environment, ...spec.environment },
    routes: old?.spec.routes ?? [],
    authorizer: authorizerOf(old ?? base),
    triggers: old?.spec.triggers ?? [],
    schedules: old?.spec.schedules ?? {},
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

/** Functions whose request format changes with the release, so that old and new code cannot share the traffic. */
export function incompatibleFunctions(old: Release, next: Release): ReadonlySet<FunctionId> {
  const before = new Map(allFunctions(old.catalog).map((fn) => [fn.id, fn]));
  const changed = allFunctions(next.catalog).filter((fn) => {
    const then = before.get(fn.id);
    return (
      then !== undefined &&
      (payloadDiffers(then, fn) ||
        apiDiffers(old.catalog, then, next.catalog, fn) ||
        callerDiffers(old.catalog, then, next.catalog, fn))
    );
  });
  return new Set([...changed.map(({ id }) => id), ...changedTokenTriggers(old.catalog, next.catalog)]);
}

/** The pre token generation function, if the version of its event changes. */
function changedTokenTriggers(old: Catalog, next: Catalog): readonly FunctionId[] {
  const [before, after] = [old, next].map(({ identity }) => identity.triggers.preTokenGeneration);
  if (before === undefined || after === undefined || before.function !== after.function) return [];
  return before.version === after.version ? [] : [after.function];
}

/** Whether a route moves to another API: a function gets the path without that of the API. */
function apiDiffers(old: Catalog, then: CatalogFunction, next: Catalog, now: CatalogFunction): boolean {
  const [before, after] = [apisOf(old), apisOf(next)];
  const keptPaths = then.spec.routes
    .filter((route) => now.spec.routes.includes(route))
    .map((text) => parseRoute(text).path);
  return keptPaths.some((path) => apiServing(before, path)?.path !== apiServing(after, path)?.path);
}

function payloadDiffers(then: CatalogFunction, now: CatalogFunction): boolean {
  return then.service.defaults.payload !== now.service.defaults.payload;
}

/** Whether the authorizer changes, so that requests describe the caller differently. */
function callerDiffers(old: Catalog, then: CatalogFunction, next: Catalog, now: CatalogFunction): boolean {
  if (!isProtected(then) || !isProtected(now)) return false;
  return callerForm(old, then) !== callerForm(next, now);
}

/** Equal if requests describe the caller in the same way: authorizer, its function, and the keys that it returns. */
function callerForm(catalog: Catalog, fn: CatalogFunction): string {
  const spec = lambdaAuthorizerOf(catalog, fn);
  return JSON.stringify([authorizerOf(fn), spec?.function, [...(spec?.context ?? [])].sort()]);
}

function isProtected({ spec }: CatalogFunction): boolean {
  return spec.routes.some((text) => parseRoute(text).auth === "jwt");
}
