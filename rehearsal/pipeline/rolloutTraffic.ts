import { authorizerContext } from "../../model/catalog/authorizer";
import { parseRoute } from "../../model/catalog/route";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { servingRecord } from "../../model/release/record";
import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import { apiEvent } from "../../automation/rollout/apiEvent";
import type { Session } from "../../automation/session";
import { count } from "../../automation/ui/duration";
import { startTraffic, type FunctionCall, type TrafficGenerator } from "./trafficGenerator";

/** Functions of phase 6 that get traffic: all of them would use up this machine's processors. */
const MAX_FUNCTIONS = 2;

/**
 * Starts traffic for a rehearsed rollout, on the first functions of the users service, which the variants change.
 * @returns null where the rollout is not gradual, or the stage has no release yet
 */
export async function startRolloutTraffic({ stage, target }: Session): Promise<TrafficGenerator | null> {
  if (stage.rollout.kind === "allAtOnce" || target.kind !== "rehearsal") return null;
  const { readRecentRecords } = await import("../../automation/aws/buckets/releases");
  const live = servingRecord(await readRecentRecords(target, stage));
  if (live === null) return null;
  const functions = functionsOnStage(stage, live.release).filter(({ service }) =>
    hasTraffic(live.release.catalog, service.service),
  );
  const calls = functions.slice(0, MAX_FUNCTIONS).flatMap((fn): readonly FunctionCall[] => {
    const { service, name, spec } = fn;
    const [route] = spec.routes.map(parseRoute);
    if (route === undefined) return [];
    const payload = apiEvent(
      route,
      service.defaults.payload,
      authorizerContext(live.release.catalog, fn),
      live.release.catalog,
    );
    return [{ name: NAMES.function.of(stage, service.service, name), payload }];
  });
  const { endpoint, account, region } = target;
  return startTraffic({ endpoint, account, region, calls });
}

function hasTraffic({ services }: Catalog, name: string): boolean {
  return Object.values(services).find(({ phase }) => phase === "users")?.service === name;
}

/** Stops the traffic; gives a line per function. */
export async function stopAndSummarize(traffic: TrafficGenerator): Promise<readonly string[]> {
  const counts = await traffic.stop();
  const names = [...new Set(counts.map(({ name }) => name))];
  return names.map((name) => {
    const versions = counts
      .filter((one) => one.name === name)
      .map(({ version, invocations, errors }) => {
        const failed = errors === 0 ? "none" : String(errors);
        return `version ${version} ${count(invocations, "call")}, ${failed} failed`;
      });
    return `Traffic of ${name}: ${versions.join("; ")}`;
  });
}
