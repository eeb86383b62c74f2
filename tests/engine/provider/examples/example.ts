import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Properties } from "../../../../rehearsal/provider/values/values";

/** What a row is tried with: one resource's life. */
export interface Example {
  readonly token: string;
  /** Tells two examples of one type apart. */
  readonly title?: string;
  /** Makes what the resource refers to; gives what the functions below need of it. */
  readonly needs?: (aws: Aws) => Promise<Readonly<Record<string, string>>>;
  readonly inputs: (needs: Readonly<Record<string, string>>) => Properties;
  /** Inputs that differ from the first ones, to be updated in place. Absent: the type has nothing to update. */
  readonly update?: (needs: Readonly<Record<string, string>>) => Properties;
  /** One input that needs another resource. Absent: the type has none. */
  readonly replace?: Properties;
  /** A change made behind the engine's back, and the properties in which it shows. */
  readonly drift?: {
    readonly change: (aws: Aws, id: string, needs: Readonly<Record<string, string>>) => Promise<unknown>;
    readonly shows: readonly string[];
  };
  /** The id that an import is given, where it is not the id itself. */
  readonly importId?: (id: string, inputs: Properties) => string;
  /** Inputs that no read can tell: an import leaves them open. */
  readonly unread?: readonly string[];
  /** The emulator has no such service: nothing is read, found or missed. */
  readonly unavailable?: true;
  /** A read still succeeds after deletion: it returns an AWS default, or the resource that this one configures. */
  readonly stays?: true;
}
