import type { Finding } from "../finding";
import type { Catalog } from "../schema/catalog";
import type { SourceFacts } from "./facts/sourceFacts";

/** Values of settings by stage file (`Pulumi.dev.yaml`) and name. */
export type StageSettingValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Lines added to catalog files since a commit, by file as in findings. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** Inputs other than the catalog; null: rules that need it are skipped. */
export interface Facts {
  readonly source: SourceFacts | null;
  readonly settings: StageSettingValues | null;
  /** Lines added since several commits, the newest commit first. */
  readonly changed: readonly ChangedLines[];
}

export type Path = readonly PropertyKey[];

/** Inputs of a rule other than the catalog. */
export interface RuleContext extends Facts {
  /**
   * Creates a finding at a path of the catalog.
   * @param others other paths that it is about: it is reported at the newest of all, or at the first if all are equally old
   */
  report(path: Path, finding: Omit<Finding, "file" | "line" | "column" | "also">, others?: readonly Path[]): Finding;
  /** Sorts entries by the age of their lines, newest last. */
  oldestFirst<T extends { readonly at: Path }>(entries: readonly T[]): readonly T[];
  /** False if services are invalid: they may use what seems to be unused or unknown. */
  readonly isComplete: boolean;
}

/** A pure function from the catalog to findings of one kind. */
export type Rule = (catalog: Catalog, context: RuleContext) => readonly Finding[];

/** A rule, and the codes of its findings. */
export interface RuleGroup {
  readonly check: Rule;
  readonly codes: readonly string[];
}
