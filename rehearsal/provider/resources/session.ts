import type { Aws } from "../aws/aws";
import type { Notify } from "./notices";
import type { Row } from "../schema/row";

/** What one configured provider works with. */
export interface Session {
  readonly aws: Aws;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly notify: Notify;
}

export interface Resource {
  readonly row: Row;
  readonly urn: string;
  /** Last part of the URN. */
  readonly name: string;
  /** Milliseconds, from the resource's own time limits. */
  readonly timeoutMs: number;
}
