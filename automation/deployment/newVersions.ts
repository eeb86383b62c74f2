import { parseRoute } from "../../model/catalog/route";
import { incompatibleFunctions, type StageRelease } from "../../model/release/expansion";
import type { ReleaseRecord } from "../../model/release/record";
import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import { count } from "../ui/duration";
import { signalOf, type Deployment, type FunctionShift, type With } from "./deployment";

/**
 * Functions whose alias points to another version than was published last. Only functions with a new version are looked up.
 * @param running versions of the live release, by function
 */
export async function newVersions(
  deployment: With<"release">,
  old: StageRelease,
  running: ReleaseRecord["versions"],
): Promise<readonly FunctionShift[]> {
  const { session, context } = deployment;
  const { release } = deployment;
  const versions = versionsOf(deployment);
  const before = new Map(functionsOnStage(old.stage, old.release).map((fn) => [fn.id, fn]));
  const undivided = incompatibleFunctions(old.release, release);
  const candidates = functionsOnStage(session.stage, release).flatMap(({ id, service, name }) => {
    const to = versions[id];
    const then = before.get(id);
    if (to === undefined || then === undefined || running[id] === to) return [];
    return [
      {
        id,
        name: NAMES.function.of(session.stage, service.service, name),
        to,
        // The API is unchanged while traffic shifts.
        routes: then.spec.routes.map(parseRoute).map(({ method, path }) => `${method} ${path}`),
        logGroup: NAMES.logGroup.of(session.stage, service.service),
      },
    ];
  });
  const atOnce = candidates.filter(({ id }) => undivided.has(id));
  if (atOnce.length > 0) {
    const names = atOnce.map(({ id }) => id).join(", ");
    context.terminal.warn(`Shifted at once, because the format of their requests changes: ${names}`);
  }
  const shared = candidates.filter(({ id }) => !undivided.has(id));
  const { readAliasVersions } = await import("../aws/functions/aliases");
  const live = await readAliasVersions(
    session.target,
    shared.map(({ name }) => name),
    signalOf(deployment),
  );
  const shifts = shared.flatMap((shift) => {
    const from = live.get(shift.name);
    return from === undefined || from === shift.to ? [] : [{ ...shift, from }];
  });
  context.terminal.note(`New versions without traffic: ${count(shifts.length, "function")}`);
  return shifts;
}

export function versionsOf({ outputs }: Deployment): Readonly<Record<string, string>> {
  return (outputs?.["versions"]?.value ?? {}) as Readonly<Record<string, string>>;
}
