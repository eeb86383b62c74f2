import { REDACTED } from "./secretNames";

/** A part of a text, from `begin` up to but not including `end`. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/**
 * Redacts the values that follow a pattern.
 * @param valueOf what to redact after a match, or null; matches within a redacted value are skipped
 */
export function replaceValues(
  text: string,
  pattern: RegExp,
  valueOf: (match: RegExpExecArray, begin: number) => Span | null,
): string {
  let result = "";
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index < from) continue;
    const span = valueOf(match, match.index + match[0].length);
    if (span === null) continue;
    result += text.slice(from, span.begin) + REDACTED;
    from = span.end;
  }
  return result + text.slice(from);
}
