import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import type { LogEvent } from "../aws/logEvents";
import type { Subject } from "./subject";

/**
 * A stream is `2026/11/24/<function>[<version>]<hash>` on AWS, where functions share a group, and
 * `2026/11/24/[<version>]<hash>` on the emulator.
 */
const STREAM = /^\d{4}\/\d{2}\/\d{2}\/([A-Za-z0-9_-]*)\[(\d+)\]/;

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
    const [, named = "", version] = STREAM.exec(stream) ?? [];
    if (version === undefined) return true;
    return functions.some(
      (fn) =>
        (named === "" ? fn.group === group : fn.name === named) && (fn.version === null || fn.version === version),
    );
  };
}
