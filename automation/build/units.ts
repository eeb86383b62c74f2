import { codeFolder, codeOf } from "../../model/catalog/code";
import type { FunctionSpec } from "../../model/catalog/schema/service";

/** A Go main package, or some files of its folder. Functions with the same folder and files share the artifact. */
export interface GoUnit {
  readonly kind: "go";
  /** `cmd/handlers/users/get`, or `cmd/handlers/users/get [main.go]`. */
  readonly name: string;
  /** Relative to the backend, as `folder` of a FolderUnit. */
  readonly folder: string;
  /** Files of the folder; null: the whole package. */
  readonly sources: readonly string[] | null;
}

/** A folder that is packed without a build. */
export interface FolderUnit {
  readonly kind: "node" | "python";
  /** `python/workers (python)` */
  readonly name: string;
  readonly folder: string;
}

/** The source of one artifact. */
export type Unit = GoUnit | FolderUnit;

export function unitOf(spec: FunctionSpec): Unit {
  const code = codeOf(spec);
  const folder = codeFolder(spec.handler);
  if (code.language !== "go") return { kind: code.language, name: `${folder} (${code.language})`, folder };
  return goUnit(folder, code.sources);
}

export function goUnit(folder: string, sources: readonly string[] | null = null): GoUnit {
  const files = sources === null ? null : [...new Set(sources)].sort();
  return { kind: "go", name: files === null ? folder : `${folder} [${files.join(", ")}]`, folder, sources: files };
}

/** Parses the name of a Go unit. */
export function parseGoUnit(name: string): GoUnit {
  const { folder = name, files } = /^(?<folder>.*?)(?: \[(?<files>.*)\])?$/.exec(name)?.groups ?? {};
  return goUnit(folder, files === undefined ? null : files.split(", "));
}
