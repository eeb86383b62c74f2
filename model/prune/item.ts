/** What `prune` deletes, in this order: first what refers to other things, then those. */
export const PRUNE_KINDS = [
  "release",
  "events",
  "artifact",
  "version",
  "state-backup",
  "table-backup",
  "backup-set",
  "log-group",
  "parameter",
] as const;
export type PruneKind = (typeof PRUNE_KINDS)[number];

/** Kinds with data that nothing else has: each is deleted only if it is named. */
export const NAMED_KINDS: readonly PruneKind[] = ["log-group", "parameter"];

/** Something that no kept release needs. */
export interface PruneItem {
  readonly kind: PruneKind;
  /** A release id, a digest, `users/usersGetMe 7`, a log group, a parameter, or an object's key. */
  readonly name: string;
  /** Size of what is deleted; null: AWS does not say. */
  readonly bytes: number | null;
  readonly reason: string;
}

/** Something that is left although it may be unneeded, and why. */
export interface PruneExclusion {
  readonly kind: PruneKind;
  readonly reason: string;
}
