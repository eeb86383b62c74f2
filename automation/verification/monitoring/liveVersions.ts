import { NAMES } from "../../../model/names";
import { functionsOnStage } from "../../../model/stage/functions";
import type { LogEvent } from "../../aws/monitoring/logEvents";
import { streamOwner } from "../../aws/monitoring/logStream";
import type { Subject } from "../subject";

/**
 * Tells lines of the versions that are live from those of older ones, which serve until the traffic has moved: what they
 * say is nothing against a release. Where nobody knows whose a line is, it counts.
 */
export function ofLiveVersions({
  stage,
  release,
  versions,
}: Pick<Subject, "stage" | "release" | "versions">): (event: Pick<LogEvent, "group" | "stream">) => boolean {
  // A function of which no version is known counts with each.
  const functions = functionsOnStage(stage, release).map(({ id, service, name }) => ({
    name: NAMES.function.of(stage, service.service, name),
    group: NAMES.logGroup.of(stage, service.service),
    version: versions[id] ?? null,
  }));
  if (Object.keys(versions).length === 0) return () => true;
  return ({ group, stream }) => {
    const { name, version } = streamOwner(stream);
    if (version === null) return true;
    return functions.some(
      (fn) =>
        (name === null ? fn.group === group : fn.name === name) && (fn.version === null || fn.version === version),
    );
  };
}
