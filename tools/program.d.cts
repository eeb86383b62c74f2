import type { TransformOptions } from "esbuild";

/** How sources are compiled. */
export const OPTIONS: Required<Pick<TransformOptions, "format" | "platform" | "target">>;

/** The folder of the compiled program, built first where it is not current. @param note receives warnings */
export function compiledProgram(root: string, note: (line: string) => void): string;
