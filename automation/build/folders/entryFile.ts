import { failureAt, type BuildFailure } from "../buildFailure";
import type { FolderUnit } from "../units";

/** The failure of a function's entry, `src/index.handler`; null where the artifact contains its file. */
export function entryFailure(unit: FolderUnit, entry: string, files: ReadonlySet<string>): BuildFailure | null {
  const candidates = entryFiles(unit.kind, entry);
  if (candidates.some((file) => files.has(file))) return null;
  const [expected = "", ...others] = candidates;
  const or = others.length === 0 ? "" : `, or ${others.join(", ")}`;
  return failureAt(unit.name, `${unit.folder}/${expected}`, `the entry ${entry} needs this file${or}`);
}

/** Files in which Lambda looks for an entry's module, in order. */
function entryFiles(language: FolderUnit["kind"], entry: string): readonly string[] {
  const module = entry.slice(0, entry.lastIndexOf("."));
  if (language === "node") return ["js", "mjs", "cjs"].map((extension) => `${module}.${extension}`);
  const path = module.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`];
}
