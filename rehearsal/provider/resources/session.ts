import type { Aws } from "../aws/aws";
import type { EmulatedRates } from "./emulatedRates";
import type { Notify } from "./notices";
import type { Row } from "../schema/row";

/** What one configured provider works with. */
export interface Session {
  readonly aws: Aws;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly notify: Notify;
  /** Makes operations take as long as on AWS; null: as long as they take. */
  readonly rates: EmulatedRates | null;
}

export interface Resource {
  readonly row: Row;
  readonly urn: string;
  /** Last part of the URN. */
  readonly name: string;
  /** Milliseconds, from the resource's own time limits. */
  readonly timeoutMs: number;
}
