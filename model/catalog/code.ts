import { languageOf, type ManagedRuntime } from "./schema/runtime";
import type { FunctionSpec } from "./schema/service";

/** Language of a function, and how Lambda starts it. */
export type Code =
  | { readonly language: "go"; /** @default every file of the package */ readonly sources: readonly string[] | null }
  | { readonly language: "node" | "python"; readonly runtime: ManagedRuntime; readonly entry: string };

/** Language and start of a function, from its catalog entry. */
export function codeOf({ runtime, entry, sources }: FunctionSpec): Code {
  if (runtime === undefined) return { language: "go", sources: sources ?? null };
  return { language: languageOf(runtime), runtime, entry: entry ?? "" };
}

/**
 * Folder of a function's code, relative to the backend: `cmd/handlers/auth/login` for `auth/login`, `python/workers` for
 * `./python/workers`.
 */
export function codeFolder(handler: string): string {
  return handler.startsWith("./") ? handler.slice(2) : `cmd/handlers/${handler}`;
}
