import { languageOf, type ManagedRuntime } from "./schema/runtime";
import type { FunctionSpec } from "./schema/service";

/** How Lambda runs a function's code. */
export type Code =
  | { readonly language: "go"; /** @default every file of the package */ readonly sources: readonly string[] | null }
  | { readonly language: "node" | "python"; readonly runtime: ManagedRuntime; readonly entry: string };

/** The language of a runtime, and how the function is started on it. */
export function codeOf({ runtime, entry, sources }: FunctionSpec): Code {
  if (runtime === undefined) return { language: "go", sources: sources ?? null };
  return { language: languageOf(runtime), runtime, entry: entry ?? "" };
}

/**
 * Folder of a function's code, relative to the backend: `auth/login` is `cmd/handlers/auth/login`, and `./python/workers` is
 * `python/workers`.
 */
export function codeFolder(handler: string): string {
  return handler.startsWith("./") ? handler.slice(2) : `cmd/handlers/${handler}`;
}
