import type { StageName } from "../../model/stage/name";
import type { SecretsStatus } from "../secrets/check";
import type { SecretFinding } from "../secrets/finding";
import type { ListedEntry } from "../secrets/list";
import type { RotateDocument } from "./deployments";

/* The documents of `secrets`. Values are in none of them. */

export type SecretsDocument = ListedSecrets | InitializedSecrets | CheckedSecrets | SetSecret | RotateDocument;

/** `secrets list` */
export interface ListedSecrets {
  readonly stage: StageName;
  readonly entries: readonly ListedEntry[];
}

/** `secrets init` */
export interface InitializedSecrets {
  readonly stage: StageName;
  /** Names. */
  readonly created: readonly string[];
  /** Names of those that existed. */
  readonly ["kept"]: readonly string[];
}

/** `secrets check` */
export interface CheckedSecrets extends SecretsStatus {
  readonly stage: StageName;
  /** Names of the parameters that match a pattern, by pattern. */
  readonly patterns: Readonly<Record<string, readonly string[]>>;
  readonly findings: readonly SecretFinding[];
}

/** `secrets set` */
export interface SetSecret {
  readonly stage: StageName;
  readonly name: string;
  /** Version; null: there was none. */
  readonly before: string | null;
  /** Version. */
  readonly after: string;
  /** Functions. */
  readonly readers: readonly string[];
}
