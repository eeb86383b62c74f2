import type { Finding } from "../finding";
import type { Catalog } from "../schema";
import type { SourceFacts } from "./sourceFacts";

/** Values of the settings that each stage's file gives, by file (`Pulumi.dev.yaml`) and name. */
export type StageSettingValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Lines of the catalog's files that the change at hand wrote, by file as findings name it. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** What is known besides the catalog; null: rules that need it find nothing. */
export interface Facts {
  readonly source: SourceFacts | null;
  readonly settings: StageSettingValues | null;
  readonly changed: ChangedLines | null;
}

export type Path = readonly PropertyKey[];

/** What is given to a rule besides the catalog. */
export interface RuleContext extends Facts {
  /** Makes a finding at a part of the catalog. */
  find(path: Path, finding: Omit<Finding, "file" | "line" | "column">): Finding;
  /** Whether the change at hand wrote it: of two that do not go together, the new one is reported. */
  isNew(path: Path): boolean;
  /** False where services could not be read: what nobody uses may be used by one of them. */
  readonly whole: boolean;
}

/** One class of defect: a pure function from the catalog to what it finds. */
export type Rule = (catalog: Catalog, context: RuleContext) => readonly Finding[];

/** A family of rules, and the codes of what it finds. */
export interface RuleFamily {
  readonly check: Rule;
  readonly finds: readonly string[];
}
