import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { Files } from "../../realCatalog";

/** A defect put into a copy of the real catalog, and the one finding that it is to give. */
export interface Defect {
  readonly what: string;
  readonly code: string;
  readonly files: Files;
  readonly facts: Facts;
  /** Where the finding stands: the file, and a text on its line. */
  readonly file: string;
  readonly line: string;
  /** A text on a line before, where the other is not the first of its kind. */
  readonly after?: string;
}
