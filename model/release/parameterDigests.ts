import { createHash } from "node:crypto";
import { allFunctions, serviceOf, type FunctionId } from "../catalog/functions";
import type { Catalog } from "../catalog/schema/catalog";
import { DIGEST_LENGTH } from "../catalog/parameterVersions";
import { readersOf } from "../catalog/secretReaders";
import type { AnyStage } from "../stage/stage";
import type { ReleaseRecord } from "./record";

/** Version by name of existing parameters (`/listbackup/jwt-secret`) and secrets (`secret:listbackup/dev/stripe`). */
export type StoredVersions = Readonly<Record<string, string>>;

/** Digest by function; functions that read nothing have none. */
export type ParameterDigests = Readonly<Record<FunctionId, string>>;

/** The digest of each function that reads parameters or secrets. Depends on names and versions only, never on values. */
export function parameterDigests(
  stage: Pick<AnyStage, "name">,
  catalog: Catalog,
  versions: StoredVersions,
): ParameterDigests {
  const read = new Map<FunctionId, string[]>();
  for (const [name, version] of Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const reader of readersOf(stage, catalog, { name }))
      read.set(reader, [...(read.get(reader) ?? []), `${name}=${version}`]);
  return Object.fromEntries([...read].map(([id, lines]) => [id, digestOf(lines)]));
}

function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, DIGEST_LENGTH);
}

/** Which functions may get a digest of today's versions. The others keep what they have. */
export type ChangingFunctions =
  | { readonly kind: "all" }
  | { readonly kind: "services"; readonly services: readonly string[] }
  | { readonly kind: "functions"; readonly functions: ReadonlySet<FunctionId> };

/** The digests of a deployment that changes only some functions. @param today of today's versions @param live of the live release */
export function mergedDigests(
  today: ParameterDigests,
  live: ParameterDigests,
  changing: ChangingFunctions,
): ParameterDigests {
  if (changing.kind === "all") return today;
  const mayChange = (id: FunctionId): boolean =>
    changing.kind === "services" ? changing.services.includes(serviceOf(id)) : changing.functions.has(id);
  return {
    ...Object.fromEntries(Object.entries(live).filter(([id]) => !mayChange(id))),
    ...Object.fromEntries(Object.entries(today).filter(([id]) => mayChange(id))),
  };
}

/** The digests while two releases share the stage: functions that only the old release has keep theirs. */
export function expandedDigests(
  old: Pick<ReleaseRecord, "parameterDigests">,
  next: ParameterDigests,
  catalog: Catalog,
): ParameterDigests {
  const ids = new Set(allFunctions(catalog).map(({ id }) => id));
  return { ...Object.fromEntries(Object.entries(old.parameterDigests).filter(([id]) => !ids.has(id))), ...next };
}
