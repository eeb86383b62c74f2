import type { Finding } from "../finding";
import type { Catalog } from "../schema/catalog";
import type { SourceFacts } from "./facts/sourceFacts";

/** Values of the settings that each stage's file gives, by file (`Pulumi.dev.yaml`) and name. */
export type StageSettingValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Lines of the catalog's files that were added since a commit, by file as findings name it. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** What is known besides the catalog; null: rules that need it find nothing. */
export interface Facts {
  readonly source: SourceFacts | null;
  readonly settings: StageSettingValues | null;
  /** Lines added since several commits, the newest commit first. */
  readonly changed: readonly ChangedLines[];
}

export type Path = readonly PropertyKey[];

/** What is given to a rule besides the catalog. */
export interface RuleContext extends Facts {
  /**
   * Makes a finding at a part of the catalog.
   * @param others the other parts that it is about: it is reported at the newest of all, the first where all are as old
   */
  report(path: Path, finding: Omit<Finding, "file" | "line" | "column" | "also">, others?: readonly Path[]): Finding;
  /** Sorted so that entries which the change at hand wrote come last. */
  oldestFirst<T extends { readonly at: Path }>(entries: readonly T[]): readonly T[];
  /** False where services could not be read: what nobody uses may be used by one of them. */
  readonly isComplete: boolean;
}

/** One class of defect: a pure function from the catalog to what it finds. */
export type Rule = (catalog: Catalog, context: RuleContext) => readonly Finding[];

/** A family of rules, and the codes of what it finds. */
export interface RuleGroup {
  readonly check: Rule;
  readonly codes: readonly string[];
}
