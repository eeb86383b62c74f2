import type { GoTarget } from "./goCommand";

/** Where handlers are built, and how. */
export interface HandlerBuildSettings extends GoTarget {
  /** String variables of package main that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifactsFolder: string;
  /** File that remembers what was built from what. */
  readonly cacheFile: string;
}
