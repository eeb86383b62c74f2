import { phaseOfUrn } from "../../model/phases";
import { apiPathIn } from "../../model/preview/routeChanges";
import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import { routeDifferences } from "../aws/api/apiRoutes";
import type { AwsTarget } from "../aws/target";
import { nameOfUrn } from "../engine/changes/change";
import type { Drift } from "../engine/changes/drift";
import type { ResourceState } from "../engine/state/exportedState";

const API = "aws:apigatewayv2/api:Api";

/**
 * Routes that differ from the live release, as drift of the API: the official provider does not read them back.
 * @param resources of the stage's state
 */
export async function routeDrift(
  target: AwsTarget,
  live: { readonly stage: Stage; readonly release: Release },
  resources: readonly ResourceState[],
): Promise<readonly Drift[]> {
  const apis = resources.filter(({ type }) => type === API);
  const drifts = await Promise.all(apis.map((api) => driftOf(target, live, api)));
  return drifts.flat();
}

async function driftOf(
  target: AwsTarget,
  live: { readonly stage: Stage; readonly release: Release },
  api: ResourceState,
): Promise<readonly Drift[]> {
  if (api.id === undefined) return [];
  const path = apiPathIn(api.inputs ?? {});
  const differences = await routeDifferences(target, live.stage, live.release, api.id, { path });
  if (differences.length === 0) return [];
  const properties = differences.map(({ key, expected, found }) => ({ path: `routes["${key}"]`, expected, found }));
  const { urn, type } = api;
  return [{ urn, type, name: nameOfUrn(urn), phase: phaseOfUrn(urn), kind: "changed", properties }];
}
