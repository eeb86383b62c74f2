import type { ParameterCopies } from "../../model/backup/parameterCopies";
import type { BackupSet } from "../../model/backup/set";
import type { ReleaseRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { AgeKey } from "../backup/encryption/ageFile";
import type { SetStore } from "../backup/store/setStore";

/** A set by its id, or the newest that was started until a time (Unix seconds). */
export type WantedSet = { readonly kind: "id"; readonly id: number } | { readonly kind: "time"; readonly time: number };

/** What a restore is asked for. */
export interface RestoreRequest {
  /** Stage that the set is of. */
  readonly source: StageName;
  readonly from: WantedSet;
  /** Decrypts parameters that are encrypted with age; null: not given. */
  readonly key: AgeKey | null;
  /** The command that restores a set in the same way. */
  readonly command: (set: number) => string;
}

/** A backup set that a deployment restores. */
export interface RestoringSet {
  readonly store: SetStore;
  readonly set: BackupSet;
  /** Of the set's release, on the stage that the set is of. */
  readonly record: ReleaseRecord;
  /** Decrypted. */
  readonly copies: ParameterCopies;
}
