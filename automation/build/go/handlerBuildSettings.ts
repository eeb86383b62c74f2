import type { GoTarget } from "./goCommand";

/** Module, target and folders of a build of Go handlers. */
export interface HandlerBuildSettings extends GoTarget {
  /** String variables of package main that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifactsFolder: string;
  /** File of the BuildCache. */
  readonly cacheFile: string;
  /** Called before handlers are compiled. */
  readonly onCompile?: (() => void) | undefined;
}
