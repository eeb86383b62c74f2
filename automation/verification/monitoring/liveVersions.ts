import { NAMES } from "../../../model/names";
import { functionsOnStage } from "../../../model/stage/functions";
import type { LogEvent } from "../../aws/monitoring/logEvents";
import { streamOwner } from "../../aws/monitoring/logStream";
import type { Subject } from "../subject";

/**
 * A filter for log lines of live versions. Older versions serve until the traffic has moved; their lines say nothing about
 * the release. A line whose version is not known passes.
 */
export function liveVersionFilter({
  stage,
  release,
  versions,
}: Pick<Subject, "stage" | "release" | "versions">): (event: Pick<LogEvent, "group" | "stream">) => boolean {
  // null: lines of every version pass.
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
