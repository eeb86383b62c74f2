import type { Aws } from "../aws/aws";
import type { Fields, Property, Shape } from "./schema";
import type { Properties } from "../values/values";

/** What a read finds: property and output names to whatever the SDK gave; undefined entries are "not told". */
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

/** Tags to write and tags to take away, default tags included. */
export interface TagChange {
  readonly id: string;
  readonly state: Properties;
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

export interface Tagged {
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
  /** Two of these cannot exist side by side, whatever their names. */
  readonly deleteBeforeReplace?: true;
  /**
   * Present where the emulator may lack the service: the id of a resource that then exists on paper only, after the
   * real call was made and refused as not available.
   */
  unavailableId?(inputs: Properties): string;
  /** Makes the resource; gives its id. */
  create(aws: Aws, inputs: Shape<F> & Tagged): Promise<string>;
  /** What follows a create and needs its id: waits, settings. When it fails, the resource is kept as unfinished. */
  settle?(aws: Aws, id: string, inputs: Shape<F> & Tagged): Promise<void>;
  read(aws: Aws, id: string, state: Properties): Promise<Live | undefined>;
  /** Called when more than tags differ. Without it, every change is a replacement or concerns no call at all. */
  update?(aws: Aws, change: Change<F>): Promise<void>;
  /** Present where the type has tags. */
  retag?(aws: Aws, change: TagChange): Promise<void>;
  remove(aws: Aws, id: string, state: Properties): Promise<void>;
  /** Outputs that an update of these properties makes anew: unknown in its preview. */
  recomputed?(changed: ReadonlySet<string>, news: Shape<F>): readonly string[];
  /** What no single property can tell; a sentence for each defect. */
  validate?(inputs: Shape<F>): readonly string[];
}

/** Ties a row's functions to the types of its inputs, then forgets them. */
export function defineRow<F extends Fields>(row: Row<F>): Row {
  return row as unknown as Row;
}

export const TAGS_PROPERTY: Property<Readonly<Record<string, string>> | undefined> = {
  kind: { name: "map", of: { kind: { name: "text" }, traits: {} } },
  traits: {},
};
