import type { Aws } from "../aws/aws";
import type { Fields, Property, Shape } from "./schema";
import type { Properties } from "../values/values";

/** The result of a read: values of the SDK by property and output name; undefined where it has none. */
export type Live = Readonly<Record<string, unknown>>;

export interface Change<F extends Fields> {
  readonly id: string;
  readonly olds: Shape<F>;
  readonly news: Shape<F>;
  /** Names of the properties that differ. */
  readonly changed: ReadonlySet<keyof F & string>;
  /** The last known state, outputs included. */
  readonly state: Properties;
}

/** Tags to write and to remove, default tags included. */
export interface TagChange {
  readonly id: string;
  readonly state: Properties;
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

interface Tagged {
  /** All tags of the resource, the provider's default ones included. */
  readonly tagsAll: Readonly<Record<string, string>>;
}

/**
 * One resource type: a row of the provider's table.
 *
 * `read` gives everything it finds, after `create` and `update` too; an input that it leaves out keeps the program's
 * value. A read that finds nothing gives undefined or lets the SDK's "not found" error through.
 */
export interface Row<F extends Fields = Fields> {
  readonly token: string;
  readonly inputs: F;
  /** Computed outputs: unknown in the preview of a create. */
  readonly outputs: readonly string[];
  /** The property that gets a generated name when the program gives none, and what the name ends with. */
  readonly autoName?: { readonly property: keyof F & string; suffix?(inputs: Properties): string };
  /** Two resources of this type cannot exist at the same time, whatever their names. */
  readonly deleteBeforeReplace?: true;
  /**
   * Present where the emulator may lack the service: the id of a resource that is only recorded, after its create call
   * was rejected as not available.
   */
  unavailableId?(inputs: Properties): string;
  /** Creates the resource; returns its id. */
  create(aws: Aws, inputs: Shape<F> & Tagged): Promise<string>;
  /** Waits and settings after a create. Where it fails, the engine keeps the resource as incomplete. */
  settle?(aws: Aws, id: string, inputs: Shape<F> & Tagged): Promise<void>;
  read(aws: Aws, id: string, state: Properties): Promise<Live | undefined>;
  /** Called where more than tags differ. Without it, every change is a replacement or needs no call. */
  update?(aws: Aws, change: Change<F>): Promise<void>;
  /** Present where the type has tags. */
  retag?(aws: Aws, change: TagChange): Promise<void>;
  remove(aws: Aws, id: string, state: Properties): Promise<void>;
  /** Outputs that an update of these properties changes: unknown in its preview. */
  recomputed?(changed: ReadonlySet<string>, news: Shape<F>): readonly string[];
  /** Checks across properties; returns a sentence per error. */
  validate?(inputs: Shape<F>): readonly string[];
}

/** Checks a row's functions against the types of its inputs. */
export function defineRow<F extends Fields>(row: Row<F>): Row {
  return row as unknown as Row;
}

export const TAGS_PROPERTY: Property<Readonly<Record<string, string>> | undefined> = {
  kind: { name: "map", of: { kind: { name: "text" }, traits: {} } },
  traits: {},
};
