import { queueName } from "../../model/catalog/queueName";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import type { Gateway } from "../phases/gateway";
import type { Versions } from "../functions/lambdaService";
import type { Identity } from "../phases/identity";

/** What the stack exports. Of a release only the versions: they change when functions do, and not with every `up`. */
export function stageOutputs(
  stage: Stage,
  { data }: Catalog,
  versions: Versions,
  { identity, gateway }: { readonly identity: Identity; readonly gateway: Gateway },
): Record<string, unknown> {
  return {
    stage: stage.name,
    region: stage.region,
    account: stage.account,
    url: gateway.url,
    apiId: gateway.apiId,
    userPoolId: identity.userPoolId,
    clientId: identity.clientId,
    functions: Object.keys(versions).length,
    versions,
    tables: namesOf(data.tables, (name) => NAMES.table.of(stage, name)),
    queues: namesOf(data.queues, (name) => queueName(stage, data.queues, name)),
    buckets: namesOf(data.buckets, (name) => NAMES.bucket.of(stage, name)),
  };
}

function namesOf(
  things: Readonly<Record<string, unknown>>,
  physical: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.keys(things).map((name) => [name, physical(name)]));
}
