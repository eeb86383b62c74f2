import { knownFunctionId, type FunctionId } from "../../model/catalog/functions";
import { NAMES } from "../../model/names";
import type { PruneItem } from "../../model/prune/item";
import { functionsOnStage } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import { deleteVersions, publishedVersions } from "../aws/functions/versions";
import { found, unknownNeeds, type Found, type PruneContext } from "./pruneContext";

/** Published versions of functions that neither an alias nor a kept release refers to. */
export async function versionItems({ stage, target, window }: PruneContext): Promise<Found> {
  const [unreadable] = window.unreadable;
  if (unreadable !== undefined)
    return { items: [], exclusions: [{ kind: "version", reason: unknownNeeds(stage.name, unreadable.error) }] };
  const ids = [
    ...new Set(window.keptRecords.flatMap(({ release }) => functionsOnStage(stage, release).map(({ id }) => id))),
  ];
  const byName = new Map(ids.map((id) => [physicalName(stage, id), id]));
  const published = await publishedVersions(target, [...byName.keys()]);
  return found(
    [...published].flatMap(([name, versions]) => {
      const id = byName.get(name) ?? name;
      const recordedVersions = new Set(window.keptRecords.flatMap((record) => record.versions[id] ?? []));
      // The engine's state has the newest version, whatever the alias points at.
      const newest = Math.max(...versions.map(({ version }) => Number(version)));
      return versions
        .filter((one) => !one.hasAlias && !recordedVersions.has(one.version) && Number(one.version) !== newest)
        .map(({ version, bytes }): PruneItem => ({
          kind: "version",
          name: `${id} ${version}`,
          bytes,
          reason: "no alias points at it, and no kept release had it",
        }));
    }),
  );
}

export async function deleteVersionItems({ stage, target }: PruneContext, items: readonly PruneItem[]): Promise<void> {
  const versions = items.map(({ name }) => {
    const [id = "", version = ""] = name.split(" ");
    return { name: physicalName(stage, id), version };
  });
  await deleteVersions(target, versions);
}

function physicalName(stage: Stage, id: FunctionId): string {
  const { service, name } = knownFunctionId(id);
  return NAMES.function.of(stage, service, name);
}
