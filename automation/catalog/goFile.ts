/** What of a Go file matters here. */
export interface GoFile {
  readonly package: string;
  readonly imports: readonly string[];
  /** Variables of the environment that it reads by a name that stands in the text. */
  readonly reads: readonly string[];
}

/** `os.Getenv("X")`, `os.LookupEnv("X")`, and whatever a package `env` offers: `env.Required("X")`. */
const READS = /\b(?:os\.(?:Getenv|LookupEnv)|syscall\.Getenv|env\.\w+)\(\s*["`](\w+)["`]/g;

/** Reads a Go file without compiling it; null for one that is left out of every build. */
export function readGoFile(source: string): GoFile | null {
  if (/^\/\/go:build\s+ignore\b/m.test(source)) return null;
  const text = withoutComments(source);
  const blocks = [...text.matchAll(/^import\s*\(([^)]*)\)|^import\s+([^\n(]*)$/gm)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return {
    package: /^package\s+(\w+)/m.exec(text)?.[1] ?? "",
    imports: blocks.flatMap((block) => [...block.matchAll(/["`]([^"`]+)["`]/g)].map((match) => match[1] ?? "")),
    reads: [...text.matchAll(READS)].map((match) => match[1] ?? ""),
  };
}

/** Strings are matched too, so that a `//` inside one starts no comment. */
function withoutComments(source: string): string {
  const pieces = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return source.replace(pieces, (piece) => (piece.startsWith("//") || piece.startsWith("/*") ? " " : piece));
}
