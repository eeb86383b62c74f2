/** Why a text is not given to the YAML parser at all, and where. */
export interface UnreadableText {
  readonly code: "FILE_TOO_LARGE" | "FILE_ENCODING" | "FILE_CHARACTER" | "FILE_TOO_DEEP";
  /** In characters from the start. */
  readonly offset: number;
  readonly reason: string;
  readonly remedy: string;
}

/** A catalog file is kilobytes; anything larger is a mistake, and would only slow the parser. In characters. */
export const MAX_FILE_LENGTH = 256 * 1024;

/** The parser calls itself for each level; the catalog needs six. */
const MAX_DEPTH = 64;

/** What a decoder leaves where bytes were no UTF-8. */
const REPLACEMENT_CHARACTER = /\uFFFD/;

/** Characters that YAML forbids, and those that make a line read differently from what it says. */
const FORBIDDEN_CHARACTERS =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/;

/** Looks for what would crash, stall or mislead, before anything is parsed; null where there is nothing of it. */
export function findUnreadable(text: string): UnreadableText | null {
  if (text.length > MAX_FILE_LENGTH) {
    const reason = `the file is larger than ${String(MAX_FILE_LENGTH / 1024)} KiB`;
    return { code: "FILE_TOO_LARGE", offset: 0, reason, remedy: "Split it: a service has a file of its own." };
  }
  const undecoded = REPLACEMENT_CHARACTER.exec(text);
  if (undecoded !== null) {
    const reason = "these bytes are not UTF-8";
    return { code: "FILE_ENCODING", offset: undecoded.index, reason, remedy: "Save the file as UTF-8." };
  }
  const forbidden = FORBIDDEN_CHARACTERS.exec(text);
  if (forbidden !== null) {
    const hex = forbidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const reason = `the invisible character U+${hex} stands here`;
    return { code: "FILE_CHARACTER", offset: forbidden.index, reason, remedy: "Take it out." };
  }
  const deep = tooDeep(text);
  if (deep === null) return null;
  return {
    code: "FILE_TOO_DEEP",
    offset: deep,
    reason: `nested more than ${String(MAX_DEPTH)} deep`,
    remedy: "Mend the brackets.",
  };
}

/** Where brackets, or dashes and indentation at a line's start, nest too deep. */
function tooDeep(text: string): number | null {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return offset;
  }
  const start = new RegExp(`^[ ?:-]{${String(2 * MAX_DEPTH)}}`, "m").exec(text);
  return start === null ? null : start.index;
}
