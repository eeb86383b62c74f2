import type { FunctionId } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { functionsWithValue, readersOf } from "../../model/catalog/secretReaders";
import { isPattern, nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import { entriesOf, storedEntries } from "./check";
import type { StoredEntry, StoredType } from "./entry";
import { matchingEntry, matchingParameters } from "./parameters";

/** A declared parameter or secret of a stage, without its value. The fields of `secrets list --json`. */
export interface ListedEntry {
  /** `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe` */
  readonly name: string;
  readonly kind: "required" | "optional" | "generated";
  /** Type in Parameter Store, or `secret` in Secrets Manager; null: it does not exist. */
  readonly type: StoredType | null;
  /** A number in Parameter Store, an id in Secrets Manager; null: it does not exist. */
  readonly version: string | null;
  /** When its value was written, ISO 8601; null: it does not exist. */
  readonly changedAt: string | null;
  /** Whole days since then. */
  readonly ageDays: number | null;
  /** Age after which it is too old; null: no limit. */
  readonly rotateAfterDays: number | null;
  /** Parameter that keeps its previous value; null: none, or Secrets Manager keeps it. */
  readonly previous: string | null;
  /** Functions that may read it. */
  readonly readers: readonly FunctionId[];
  /** Functions that have the value itself in their environment: lambda:GetFunctionConfiguration shows it. */
  readonly inEnvironmentOf: readonly FunctionId[];
}

/** All declared parameters and secrets, those that match a pattern included, in the catalog's order. */
export async function listSecrets(
  target: AwsTarget,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  now: Date,
): Promise<readonly ListedEntry[]> {
  const matching = Object.values(await matchingParameters(target, stage, catalog)).flat();
  const declared = declaredEntries(stage, catalog, matching);
  const stored = await storedEntries(target, declared);
  return declared.map(({ name, kind, rotateAfterDays, previous, from }) => ({
    name,
    kind,
    ...storedFields(stored.get(name), now),
    rotateAfterDays,
    previous,
    readers: readersOf(stage, catalog, { name }),
    inEnvironmentOf: from === null ? [] : functionsWithValue(catalog, from),
  }));
}

interface DeclaredEntry extends Pick<ListedEntry, "name" | "kind" | "rotateAfterDays" | "previous"> {
  /** Reference that a generated parameter comes from; null: it is not generated. */
  readonly from: string | null;
}

function declaredEntries(
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  matching: readonly string[],
): readonly DeclaredEntry[] {
  const ofPatterns = matching.flatMap((name) => matchingEntry(stage, catalog, name) ?? []);
  const generated = Object.entries(catalog.parameters).flatMap(([text, { kind, from }]) =>
    kind === "generated" && typeof from === "string" && !isPattern(text)
      ? [{ name: nameOnStage(text, stage), kind, rotateAfterDays: null, previous: null, from }]
      : [],
  );
  return [...[...entriesOf(stage, catalog), ...ofPatterns].map((entry) => ({ ...entry, from: null })), ...generated];
}

const DAY_MS = 86_400_000;

function storedFields(
  stored: StoredEntry | undefined,
  now: Date,
): Pick<ListedEntry, "type" | "version" | "changedAt" | "ageDays"> {
  if (stored === undefined) return { type: null, version: null, changedAt: null, ageDays: null };
  const { type, version, changedAt } = stored;
  return { type, version, changedAt: changedAt?.toISOString() ?? null, ageDays: ageInDays(changedAt, now) };
}

/** Whole days, at least 0: the clocks of AWS and this machine may differ. null: the time is unknown. */
export function ageInDays(changedAt: Date | null, now: Date): number | null {
  return changedAt === null ? null : Math.max(0, Math.floor((now.getTime() - changedAt.getTime()) / DAY_MS));
}
