import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { Files } from "../../realCatalog";

/** A copy of the real catalog with an error, and the expected finding. */
export interface ErrorCase {
  readonly what: string;
  readonly code: string;
  readonly files: Files;
  readonly facts: Facts;
  /** Position of the finding: the file, and a text on its line. */
  readonly file: string;
  readonly line: string;
  /** A text on an earlier line, if `line` is not unique. */
  readonly after?: string;
}
