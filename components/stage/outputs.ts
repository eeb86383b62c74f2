import type { Output } from "@pulumi/pulumi";
import { queueName } from "../../model/catalog/queueName";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import type { ApiAddress, Gateway } from "../phases/gateway";
import type { Versions } from "../functions/lambdaService";
import type { Identity } from "../phases/identity";

/** Outputs of a stage. Of the release they have only the versions, which change when functions do, not with every `up`. */
export interface StageOutputs {
  /** Name of the stage. */
  readonly stage: string;
  /** Region of its resources. */
  readonly region: string;
  /** AWS account id. */
  readonly account: string;
  /** Address of the API. */
  readonly url: Output<string>;
  /** Id of the HTTP API. */
  readonly apiId: Output<string>;
  /** Additional APIs by path. @default absent where there are none */
  readonly apis?: Output<Readonly<Record<string, ApiAddress>>>;
  /** Id of the Cognito user pool. */
  readonly userPoolId: Output<string>;
  /** Id of the app client of the user pool. */
  readonly clientId: Output<string>;
  /** Number of functions. */
  readonly functions: number;
  /** Published version by function: `users/usersGetMe`. */
  readonly versions: Versions;
  /** Physical name by the name in the catalog. */
  readonly tables: Readonly<Record<string, string>>;
  /** Physical name by the name in the catalog. */
  readonly queues: Readonly<Record<string, string>>;
  /** Physical name by the name in the catalog. */
  readonly buckets: Readonly<Record<string, string>>;
}

export function stageOutputs(
  stage: AnyStage,
  { data }: Catalog,
  versions: Versions,
  { identity, gateway }: { readonly identity: Identity; readonly gateway: Gateway },
): StageOutputs {
  return {
    stage: stage.name,
    region: stage.region,
    account: stage.account,
    url: gateway.url,
    apiId: gateway.apiId,
    ...(gateway.additionalApis === null ? {} : { apis: gateway.additionalApis }),
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
