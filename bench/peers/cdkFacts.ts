import { arnOf } from "../../model/arns";
import { codeOf } from "../../model/catalog/code";
import { queueName } from "../../model/catalog/queueName";
import { compareRoutes } from "../../model/catalog/operation";
import { parseReference } from "../../model/catalog/reference";
import { parseRoute } from "../../model/catalog/route";
import { parseTtl } from "../../model/catalog/ttl";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { GO_RUNTIME } from "../../model/catalog/schema/runtime";
import { NAMES } from "../../model/names";
import { policyDocument } from "../../model/policy";
import { artifactKey, type Release } from "../../model/release/release";
import { functionsOnStage, type StageFunction } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";

/*
 * A release on a stage as plain data for the CDK app in `cdk/`, which knows nothing of ours: physical names, ARNs, policies. What the
 * app has less of than our stage: certificates, the custom domain, seeds, schedules, e-mail, the dashboard.
 */

/** @param stage in the account of the peer @param bucket of the artifacts and templates */
export function cdkFacts(stage: Stage, release: Release, bucket: string): object {
  const { catalog } = release;
  const { tables, queues, buckets } = catalog.data;
  const functions = functionsOnStage(stage, release);
  return {
    account: stage.account,
    region: stage.region,
    bucket,
    userPool: NAMES.userPool.of(stage, "users"),
    api: NAMES.api.of(stage, "api"),
    invokable: arnOf.functions(stage),
    buckets: Object.keys(buckets).map((name) => NAMES.bucket.of(stage, name)),
    buses: Object.keys(catalog.events.buses).map((name) => NAMES.bus.of(stage, name)),
    tables: Object.entries(tables).map(([name, { hash, range, ttl, stream, indexes }]) => ({
      name: NAMES.table.of(stage, name),
      hash: key(hash),
      range: range === undefined ? null : key(range),
      ttl: ttl === undefined ? null : parseTtl(ttl).attribute,
      stream: stream !== undefined,
      indexes: Object.entries(indexes).map(([index, spec]) => ({
        name: index,
        hash: key(spec.hash),
        range: spec.range === undefined ? null : key(spec.range),
      })),
    })),
    queues: Object.entries(queues).map(([name, { type, retention, visibilityTimeout, maxReceives }]) => ({
      name: queueName(stage, queues, name),
      deadLetters: queueName(stage, queues, `${name}-dlq`),
      fifo: type === "fifo",
      retention,
      visibilityTimeout,
      maxReceives,
    })),
    services: Object.values(catalog.services).map((service) => ({
      name: service.service,
      logGroup: NAMES.logGroup.of(stage, service.service),
      policy: JSON.parse(policyDocument(stage, service, catalog)) as unknown,
      functions: functions
        .filter((fn) => fn.service.service === service.service)
        .map((fn) => functionFacts(stage, catalog, fn)),
    })),
    routes: routesOf(stage, functions),
  };
}

function key(text: string): { readonly name: string; readonly type: "NUMBER" | "STRING" } {
  const [name = "", kind] = text.split(" ");
  return { name, type: kind === "number" ? "NUMBER" : "STRING" };
}

function functionFacts(stage: Stage, catalog: Catalog, { name, service, spec, artifact }: StageFunction): object {
  const code = codeOf(spec);
  const isGo = artifact.kind === "placeholder" || code.language === "go";
  return {
    name: NAMES.function.of(stage, service.service, name),
    runtime: isGo ? GO_RUNTIME : code.runtime,
    handler: isGo ? "bootstrap" : code.entry,
    memory: spec.memory ?? service.defaults.memory,
    timeout: spec.timeout ?? service.defaults.timeout,
    key: artifactKey(artifact.digest),
    environment: Object.fromEntries(
      Object.entries({ ...service.environment, ...spec.environment }).map(([variable, text]) => [
        variable,
        valueOf(stage, catalog, text),
      ]),
    ),
  };
}

/** Values as long as the real ones: of resources that only AWS names, the reference itself. */
function valueOf(stage: Stage, { data }: Catalog, text: string): string {
  const reference = parseReference(text);
  switch (reference.kind) {
    case "table":
      return NAMES.table.of(stage, reference.name);
    case "queue":
      return queueName(stage, data.queues, reference.name);
    case "bucket":
      return NAMES.bucket.of(stage, reference.name);
    default:
      return text;
  }
}

function routesOf(stage: Stage, functions: readonly StageFunction[]): readonly object[] {
  return functions
    .flatMap((fn) => fn.spec.routes.map((text) => ({ fn, route: parseRoute(text) })))
    .sort((a, b) => compareRoutes(a.route, b.route))
    .map(({ fn: { name, service }, route: { method, path, auth } }) => ({
      method,
      path,
      isPublic: auth === "none",
      name: `${service.service}-${name}`,
      functionArn: arnOf.live(stage, service.service, name),
    }));
}
