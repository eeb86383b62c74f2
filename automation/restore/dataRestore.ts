import type { ParameterCopies } from "../../model/backup/parameterCopies";
import type { BackupSet } from "../../model/backup/set";
import type { UserMapping } from "../../model/backup/userMapping";
import { parseTtl } from "../../model/catalog/ttl";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { ownValue } from "../../model/ownValue";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";
import type { SetStore } from "../backup/store/setStore";
import type { ProgressStore } from "./progressStore";
import type { RestoreMeter } from "./restoreMeter";

/** The data of a backup set, on its way to a stage. */
export interface DataRestore {
  /** Of the stage that the data is restored to. */
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly catalog: Catalog;
  readonly store: SetStore;
  readonly set: BackupSet;
  /** Decrypted parameters of the set. */
  readonly copies: ParameterCopies;
  readonly progress: ProgressStore;
  readonly meter: RestoreMeter;
  /** Aborted by Ctrl-C, or when the lease is lost. */
  readonly signal: AbortSignal;
}

/** A restore whose users exist on the stage. */
export interface ItemRestore extends DataRestore {
  readonly mapping: UserMapping;
  /** Items whose time to live ends before are not compared. Unix seconds */
  readonly expiry: number;
}

/** Attribute with the time to live of a table's items; null: it has none. */
export function ttlAttributeOf(catalog: Catalog, table: string): string | null {
  const ttl = ownValue(catalog.data.tables, table)?.ttl;
  const parsed = ttl === undefined ? null : parseTtl(ttl);
  return parsed?.enabled === true ? parsed.attribute : null;
}
