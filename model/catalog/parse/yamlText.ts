/** Why a text is not passed to the YAML parser, and the position. */
export interface UnreadableText {
  readonly code: "FILE_TOO_LARGE" | "FILE_ENCODING" | "FILE_CHARACTER" | "FILE_TOO_DEEP";
  /** In characters from the start. */
  readonly offset: number;
  readonly reason: string;
  readonly remedy: string;
}

/** Maximum characters of a catalog file; larger files are a mistake and would slow down the parser. */
export const MAX_FILE_LENGTH = 256 * 1024;

/** The parser is recursive; the catalog needs six levels. */
const MAX_DEPTH = 64;

/** What a decoder inserts for bytes that are not UTF-8. */
const REPLACEMENT_CHARACTER = /\uFFFD/;

/** Characters that YAML forbids, and bidirectional controls, which make a line look different from its content. */
const FORBIDDEN_CHARACTERS =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/;

/** Finds text that would crash or stall the parser, or mislead a reader; null if there is none. */
export function findUnreadable(text: string): UnreadableText | null {
  if (text.length > MAX_FILE_LENGTH) {
    const reason = `the file is larger than ${String(MAX_FILE_LENGTH / 1024)} KiB`;
    return { code: "FILE_TOO_LARGE", offset: 0, reason, remedy: "Split it: one file per service." };
  }
  const undecoded = REPLACEMENT_CHARACTER.exec(text);
  if (undecoded !== null) {
    const reason = "these bytes are not UTF-8";
    return { code: "FILE_ENCODING", offset: undecoded.index, reason, remedy: "Save the file as UTF-8." };
  }
  const forbidden = FORBIDDEN_CHARACTERS.exec(text);
  if (forbidden !== null) {
    const hex = forbidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const reason = `invisible character U+${hex}`;
    return { code: "FILE_CHARACTER", offset: forbidden.index, reason, remedy: "Remove it." };
  }
  const deep = tooDeep(text);
  if (deep === null) return null;
  return {
    code: "FILE_TOO_DEEP",
    offset: deep,
    reason: `nested deeper than ${String(MAX_DEPTH)} levels`,
    remedy: "Fix the brackets or the indentation.",
  };
}

/** Offset where brackets, or dashes and indentation at the start of a line, nest too deep; null if they do not. */
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
