import type { Finding } from "../finding";
import type { Catalog } from "../schema";

/** What is known of the backend's source. Absent: the rules that need it do not run. */
export interface SourceFacts {
  /** Handler folders that hold a Go main package: `users/get-me`. */
  readonly handlers: ReadonlySet<string>;
  /** Variables that each handler reads, its in-module packages included. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Names of the settings that each stage's file gives, by file: `Pulumi.dev.yaml`. */
export type StageSettingNames = ReadonlyMap<string, ReadonlySet<string>>;

/** What is known besides the catalog; null: rules that need it find nothing. */
export interface Facts {
  readonly source: SourceFacts | null;
  readonly settings: StageSettingNames | null;
}

export type Path = readonly PropertyKey[];

/** What is given to a rule besides the catalog. */
export interface RuleContext extends Facts {
  /** Makes a finding at a part of the catalog. */
  find(path: Path, finding: Omit<Finding, "file" | "line" | "column">): Finding;
  /** False where services could not be read: what nobody uses may be used by one of them. */
  readonly whole: boolean;
}

/** One class of defect: a pure function from the catalog to what it finds. */
export type Rule = (catalog: Catalog, context: RuleContext) => readonly Finding[];
