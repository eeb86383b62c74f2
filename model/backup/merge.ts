/*
 * Three-way merge of a table: what a stage and its recovery stage have made of the same backup set.
 *
 * `base`: the set that the recovery stage was restored from; `theirs`: the recovery stage now; `ours`: the stage now. A version of
 * an item is a digest of its canonical text; null: there is no such item.
 */

export type Version = string | null;

export interface Versions {
  readonly base: Version;
  readonly theirs: Version;
  readonly ours: Version;
}

/** What happens to an item of the stage. */
export type Merge =
  /** It stays: the recovery stage has not changed it, or both are equal. */
  | { readonly kind: "keep" }
  /** Only the recovery stage has changed it, or deleted it. */
  | { readonly kind: "take"; readonly write: Write }
  /** Both have changed it: that of the recovery stage is written, that of the stage is saved. */
  | { readonly kind: "conflict"; readonly write: Write };

type Write = "put" | "delete";

const KEEP: Merge = { kind: "keep" };

export function mergeOf({ base, theirs, ours }: Versions): Merge {
  if (theirs === base || theirs === ours) return KEEP;
  const write = theirs === null ? "delete" : "put";
  // A deleted item has no content to save.
  if (ours === base || ours === null) return { kind: "take", write };
  return { kind: "conflict", write };
}

/** The version that the stage has after the merge. */
export function mergedVersion(versions: Versions): Version {
  return mergeOf(versions).kind === "keep" ? versions.ours : versions.theirs;
}

/** Counts of a merge. */
export interface MergeCounts {
  readonly unchanged: number;
  readonly written: number;
  readonly deleted: number;
  readonly conflicts: number;
}

export const NO_MERGES: MergeCounts = { unchanged: 0, written: 0, deleted: 0, conflicts: 0 };

export function addMerge(counts: MergeCounts, merge: Merge): MergeCounts {
  if (merge.kind === "keep") return { ...counts, unchanged: counts.unchanged + 1 };
  return {
    unchanged: counts.unchanged,
    written: counts.written + (merge.write === "put" ? 1 : 0),
    deleted: counts.deleted + (merge.write === "delete" ? 1 : 0),
    conflicts: counts.conflicts + (merge.kind === "conflict" ? 1 : 0),
  };
}

export function sumOfMerges(all: readonly MergeCounts[]): MergeCounts {
  return all.reduce(
    (sum, one) => ({
      unchanged: sum.unchanged + one.unchanged,
      written: sum.written + one.written,
      deleted: sum.deleted + one.deleted,
      conflicts: sum.conflicts + one.conflicts,
    }),
    NO_MERGES,
  );
}
