import { servingRecord } from "../../model/release/record";
import { stageWithSettingsOf } from "../../model/release/composition";
import { phaseOfUrn } from "../../model/phases";
import { servedDifferences, type ServedDifference } from "../aws/functions/servedFunctions";
import { nameOfUrn } from "../engine/changes/change";
import type { Drift } from "../engine/changes/drift";
import type { Engine } from "../engine/engine";
import type { ResourceState } from "../engine/state/exportedState";
import type { Session } from "../session";
import { routeDrift } from "./routeDrift";

const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";

/** Drift that the engine does not detect, and what the next update must write though the program has not changed. */
export interface ServedDrift {
  readonly drifts: readonly Drift[];
  /** Logical names of functions and of the API: the engine does not read back their code and its document. */
  readonly unread: readonly string[];
}

const NONE: ServedDrift = { drifts: [], unread: [] };

/**
 * Functions whose alias serves other code than the release, and routes that differ from it. The engine compares aliases by
 * version number, and the official provider reads back neither a function's code nor an API's routes.
 * @param known drift that the engine detected: it includes a function's settings, not its code
 */
export async function servedDrift(session: Session, engine: Engine, known: readonly Drift[]): Promise<ServedDrift> {
  const { readRecordsSinceLive } = await import("../aws/buckets/releases");
  const { target, stage } = session;
  const records = await readRecordsSinceLive(target, stage);
  const live = servingRecord(records);
  // During an unfinished deployment functions have code that no alias serves yet.
  if (live?.outcome !== "succeeded" || live !== records[0]) return NONE;
  // The engine reports missing functions.
  const resources = (await engine.exportState())?.deployment.resources ?? [];
  const serving = { stage: stageWithSettingsOf(stage, live), release: live.release };
  const [{ differences }, routes] = await Promise.all([
    servedDifferences(target, serving.stage, serving.release, null),
    routeDrift(target, serving, resources),
  ]);
  const drifted = new Set(known.map(({ name }) => name));
  return {
    drifts: [...differences.flatMap((difference) => driftsOf(difference, resources, drifted)), ...routes],
    unread: [...differences, ...routes].map(({ name }) => name),
  };
}

function driftsOf(
  { name, version, servesRelease, hasRelease, parts }: ServedDifference,
  resources: readonly ResourceState[],
  drifted: ReadonlySet<string>,
): readonly Drift[] {
  const changed = (type: string, logical: string, found: string, what: readonly string[]): readonly Drift[] => {
    const urn = resources.find((resource) => resource.type === type && nameOfUrn(resource.urn) === logical)?.urn;
    if (urn === undefined || what.length === 0) return [];
    const properties = what.map((path) => ({ path, expected: "the release's", found }));
    return [{ urn, type, name: logical, phase: phaseOfUrn(urn), kind: "changed", properties }];
  };
  const byHand = drifted.has(name);
  const served = [...new Set([...(servesRelease ? [] : ["code"]), ...(byHand ? [] : parts)])];
  return [
    ...(hasRelease ? [] : changed(FUNCTION, name, "other", ["code"])),
    ...changed(ALIAS, `${name}-live`, `version ${version}'s`, served),
  ];
}

/**
 * Functions whose $LATEST differs from their newest version.
 * @returns logical names
 */
export async function unpublishedFunctions({ target }: Session, engine: Engine): Promise<readonly string[]> {
  const { configurationOf, differingParts, lambdaClient } = await import("../aws/functions/functionVersion");
  const { inParallel } = await import("../aws/parallel");
  const lambda = await lambdaClient(target);
  const functions = ((await engine.exportState())?.deployment.resources ?? []).filter(({ type }) => type === FUNCTION);
  const unpublished: string[] = [];
  await inParallel(functions, 8, async ({ id = "", urn, outputs }) => {
    const version = outputs?.["version"];
    if (typeof version !== "string") return;
    const [latest, newest] = await Promise.all([configurationOf(lambda, id), configurationOf(lambda, id, version)]);
    if (latest !== null && newest !== null && differingParts(latest, newest).length > 0)
      unpublished.push(nameOfUrn(urn));
  });
  return unpublished;
}
