import { stripVTControlCharacters } from "node:util";

/** Spaces before a word, and the word. A command between backticks is one word: it has to be pasted in one piece. */
const WORDS = /(\s*)((?:`[^`\n]*`|\S)+)/g;

/** Continued lines are indented by so much more than the first. */
const HANGING_INDENT = 2;

/** Breaks the lines of a text at spaces, so that each fits; a longer word has a line of its own. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, columns))
    .join("\n");
}

function wrapLine(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line];
  const indent = " ".repeat(Math.min(/^\s*/.exec(line)?.[0].length ?? 0, columns / 2) + HANGING_INDENT);
  const lines: string[] = [];
  let current = "";
  for (const [, space = "", word = ""] of line.matchAll(WORDS)) {
    if (current.trim() !== "" && widthOf(`${current}${space}${word}`) > columns) {
      lines.push(current);
      current = `${indent}${word}`;
    } else current += `${space}${word}`;
  }
  return [...lines, current];
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
