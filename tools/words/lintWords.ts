import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { RETIRED_WORDS } from "./retiredWords";

export interface WordHit {
  /** Counted from 1. */
  readonly line: number;
  readonly word: string;
  readonly better: string;
}

const EXTENSIONS = [".ts", ".tsx", ".cjs", ".md", ".yaml", ".yml", ".go"];
/** Not ours, compiled, or this list itself. */
const SKIPPED_FOLDERS = ["node_modules", "dist", "tools/words", "tests/unit/tools/words"];

/** Every retired word of a text, in the order of its lines. */
export function retiredWordsIn(text: string): readonly WordHit[] {
  return text.split("\n").flatMap((content, index) =>
    RETIRED_WORDS.flatMap(({ pattern, better }) => {
      const match = pattern.exec(content);
      return match === null ? [] : [{ line: index + 1, word: match[0], better }];
    }),
  );
}

/** Paths of the files to check, relative to the root. Folders whose name starts with a dot are skipped. */
export function filesToCheck(root: string, folder = ""): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name.startsWith(".") || SKIPPED_FOLDERS.includes(file) || entry.name === "node_modules"
        ? []
        : filesToCheck(root, file);
    return entry.isFile() && EXTENSIONS.includes(path.extname(entry.name)) ? [file] : [];
  });
}

/** Prints `file:line: "word" -> better`; exit code 1 where there is any. */
function main(): void {
  const root = process.cwd();
  const hits = filesToCheck(root).flatMap((file) =>
    retiredWordsIn(readFileSync(path.join(root, file), "utf8")).map((hit) => ({ file, ...hit })),
  );
  for (const { file, line, word, better } of hits)
    process.stdout.write(`${file}:${String(line)}: "${word}" -> ${better}\n`);
  if (hits.length === 0) return;
  process.stderr.write(`${String(hits.length)} retired words; tools/words/retiredWords.ts lists them.\n`);
  process.exitCode = 1;
}

if (require.main === module) main();
