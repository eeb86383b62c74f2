import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../project/project";

/** A command of a document. */
export interface DocumentCommand {
  /** Relative to the project: `docs/commands.md`. */
  readonly file: string;
  /** Of its first line, counted from 1. */
  readonly line: number;
  /** One line of a shell, as it is written, without comment; of several lines where it has a here-document. */
  readonly text: string;
  /** `block`: of a block of `sh`, to be run in its order. `mention`: in the text, which may leave out arguments. */
  readonly kind: "block" | "mention";
}

export const DOCUMENTS: readonly string[] = execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "");

/** Every command of a document's blocks of `sh`, and every `bin/deploy …` elsewhere, in its order. */
export function documentCommands(file: string): readonly DocumentCommand[] {
  return commandsIn(file, readFileSync(join(ROOT, file), "utf8"));
}

const FENCE = /^ *```(\w*)/;

export function commandsIn(file: string, text: string): readonly DocumentCommand[] {
  const found: DocumentCommand[] = [];
  let language: string | null = null;
  let open: { line: number; text: string } | null = null;
  for (const [index, written] of text.split("\n").entries()) {
    const line = index + 1;
    const fence = FENCE.exec(written);
    if (fence !== null) {
      language = language === null ? (fence[1] ?? "") : null;
      continue;
    }
    if (language === "sh") {
      open = open === null ? { line, text: written.trim() } : { line: open.line, text: joined(open.text, written) };
      if (isOpen(open.text)) continue;
      const command = withoutComment(open.text);
      if (command !== "") found.push({ file, line: open.line, text: command, kind: "block" });
      open = null;
    } else
      for (const mention of mentionsIn(written, language)) found.push({ file, line, text: mention, kind: "mention" });
  }
  return found;
}

/** A line that ends with a backslash, or a here-document before its end. */
function isOpen(text: string): boolean {
  const end = /<<'(\w+)'/.exec(text)?.[1];
  return end === undefined ? text.endsWith("\\") : !text.split("\n").slice(1).includes(end);
}

function joined(before: string, line: string): string {
  return before.endsWith("\\") && !before.includes("<<'")
    ? `${before.slice(0, -1)}${line.trim()}`
    : `${before}\n${line}`;
}

function withoutComment(text: string): string {
  return text.includes("\n") ? text : text.replace(/(?:^|\s+)#\s.*$/, "").trim();
}

/** In text: between backticks. In blocks of other languages: to the end of the line. */
function mentionsIn(line: string, language: string | null): readonly string[] {
  if (language === null) return [...line.matchAll(/`([^`]*\bbin\/deploy [^`]+)`/g)].map(([, text = ""]) => text);
  const [, command] = /(?:^|: |^\$ )(bin\/deploy .+)$/.exec(line.trim()) ?? [];
  return command === undefined ? [] : [withoutComment(command)];
}

/** The calls of `bin/deploy` in a line of a shell: their arguments. */
export function deployCalls(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/bin\/deploy((?: +(?:"[^"]*"|'[^']*'|[^\s"'|&;<>()]|<[^<>]+>)+)*)/g)].map(([, words = ""]) =>
    [...words.matchAll(/(?:"[^"]*"|'[^']*'|<[^<>]+>|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, "")),
  );
}
