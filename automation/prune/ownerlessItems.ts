import { functionPrefix, NAMES } from "../../model/names";
import { covers, nameOnStage } from "../../model/parameterName";
import type { PruneItem } from "../../model/prune/item";
import { servingRecord } from "../../model/release/record";
import { STAGES } from "../../model/stage/name";
import { logGroups } from "../aws/monitoring/logGroups";
import { readProjectCatalog } from "../catalog/loadCatalog";
import { namesBelow } from "../secrets/parameters";
import { readStageState } from "../state/stageState";
import { found, type Found, type PruneContext } from "./pruneContext";

/** Log groups with names of the stage that its stack does not have: of services that were removed, or made by Lambda. */
export async function logGroupItems(context: PruneContext): Promise<Found> {
  const { stage, target, root, window } = context;
  const state = await readStageState(root, context);
  if (state === null && servingRecord(window.keptRecords) !== null)
    return { items: [], exclusions: [{ kind: "log-group", reason: `${stage.name} has a live release, and no state` }] };
  const owned = new Set(
    (state?.deployment.resources ?? [])
      .filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup")
      .map(({ id = "" }) => id),
  );
  const prefixes = [
    NAMES.logGroup.of(stage, ""),
    NAMES.accessLogs.of(stage, ""),
    `/aws/lambda/${functionPrefix(stage)}`,
  ];
  const groups = (await Promise.all(prefixes.map((prefix) => logGroups(target, prefix)))).flat();
  return found(
    groups
      .filter(({ name }) => !owned.has(name))
      .map(({ name, bytes }) => ({
        kind: "log-group",
        name,
        bytes,
        reason: `the stack of ${stage.name} does not have it`,
      })),
  );
}

/** Parameters below /listbackup/ that neither the catalog nor that of a kept release declares. */
export async function parameterItems({ target, root, window }: PruneContext): Promise<Found> {
  const catalogs = [await readProjectCatalog(root), ...window.keptRecords.map(({ release }) => release.catalog)];
  // Of every stage: the account of this one may have others.
  const stages = STAGES.map((name) => ({ name }));
  const declared = [
    ...new Set(
      catalogs.flatMap(({ parameters }) =>
        Object.keys(parameters).flatMap((text) => stages.map((one) => nameOnStage(text, one))),
      ),
    ),
  ];
  const names = await namesBelow(target, "/listbackup");
  return found(
    names
      .filter((name) => !declared.some((pattern) => covers(pattern, name)))
      .map((name): PruneItem => ({
        kind: "parameter",
        name,
        bytes: null,
        reason: "no catalog of a kept release declares it",
      })),
  );
}
