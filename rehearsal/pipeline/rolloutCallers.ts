import { authorizerContext } from "../../model/catalog/authorizer";
import { parseRoute } from "../../model/catalog/route";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { servingRecord } from "../../model/release/record";
import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import { apiEvent } from "../../automation/rollout/apiEvent";
import type { Session } from "../../automation/session";
import { count } from "../../automation/ui/duration";
import { startCallers, type Call, type RunningCallers } from "./callers";

/** How many functions of phase 6 have callers: all of them would take this machine's processors. */
const CALLED = 2;

/**
 * Callers for a rollout that is rehearsed: of the first functions of the users service, which the variants change.
 * @returns null where traffic does not move share by share, or nothing is there yet
 */
export async function callersOf({ stage, target }: Session): Promise<RunningCallers | null> {
  if (stage.rollout.kind === "allAtOnce" || target.kind !== "rehearsal") return null;
  const { readRecentRecords } = await import("../../automation/aws/buckets/releases");
  const live = servingRecord(await readRecentRecords(target, stage));
  if (live === null) return null;
  const functions = functionsOnStage(stage, live.release).filter(({ service }) =>
    isCalled(live.release.catalog, service.service),
  );
  const calls = functions.slice(0, CALLED).flatMap((fn): readonly Call[] => {
    const { service, name, spec } = fn;
    const [route] = spec.routes.map(parseRoute);
    if (route === undefined) return [];
    const payload = apiEvent(route, service.defaults.payload, authorizerContext(live.release.catalog, fn));
    return [{ name: NAMES.function.of(stage, service.service, name), payload }];
  });
  const { endpoint, account, region } = target;
  return startCallers({ endpoint, account, region, calls });
}

function isCalled({ services }: Catalog, name: string): boolean {
  return Object.values(services).find(({ phase }) => phase === "users")?.service === name;
}

/** What the callers saw, by function. */
export async function callersLines(callers: RunningCallers): Promise<readonly string[]> {
  const called = await callers.stop();
  const names = [...new Set(called.map(({ name }) => name))];
  return names.map((name) => {
    const versions = called
      .filter((one) => one.name === name)
      .map(({ version, invocations, errors }) => {
        const failed = errors === 0 ? "none" : String(errors);
        return `version ${version} ${count(invocations, "call")}, ${failed} failed`;
      });
    return `Callers of ${name}: ${versions.join("; ")}`;
  });
}
