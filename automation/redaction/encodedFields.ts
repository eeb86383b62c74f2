import { isSecretName, REDACTED } from "./secretNames";
import { replaceValues, type Span } from "./spans";
import { endOfText, lengthOf } from "./values";

/** Redacts secret fields in multipart forms, XML and percent-encoded forms. */
export function redactEncodedFields(text: string): string {
  const multipart = replaceValues(text, MULTIPART, ([, escape = "", name = ""], begin) =>
    isSecretName(name) ? valueOfPart(text, begin, escape.length) : null,
  );
  const xml = replaceValues(multipart, ELEMENT, ([tag, bracket = "", prefix = "", name = ""], begin) =>
    isSecretName(name) && !tag.endsWith("/>") ? valueOfElement(multipart, begin, bracket, prefix + name) : null,
  );
  return replaceValues(xml, PERCENT, ([match, name = "", level = "", quote = ""], begin) =>
    isSecretName(decodedName(xml, begin - match.length, name)) ? percentValue(xml, begin, level, quote) : null,
  );
}

/** Replaces `\u0022` by `\"`, at each level of JSON in JSON. */
export function withPlainQuotes(text: string): string {
  return text.replace(
    /(?<!\\)(\\{1,15})u0022/g,
    (_, { length }: string) => `${"\\".repeat(backslashesOfQuote(length))}"`,
  );
}

function backslashesOfQuote(backslashes: number): number {
  return backslashes % 2 === 1 ? backslashes : 2 * backslashesOfQuote(backslashes / 2) + 1;
}

/** `name="password"`, the headers that follow, and an empty line; the line breaks may be escaped for JSON. */
const MULTIPART =
  /\bname=(\\{0,15})"([^"\\\n]{1,128})\1"[^\n\\]{0,128}(?:(?:\n|(?:\\{1,15}r)?\\{1,15}n)[\w-]{1,64}:[^\n\\]{0,256}){0,4}(?:\n|(?:\\{1,15}r)?\\{1,15}n){2}/g;
const BOUNDARY = /(?:\n|(?:\\{1,15}r)?\\{1,15}n)--/g;

/** Up to the next boundary, or to the end of the text or of the JSON string around it. */
function valueOfPart(text: string, begin: number, depth: number): Span {
  const end = depth === 0 ? text.length : endOfText(text, begin, (depth - 1) / 2);
  BOUNDARY.lastIndex = begin;
  return { begin, end: Math.min(end, BOUNDARY.exec(text)?.index ?? end) };
}

/** `<Password>`, `<wsse:Password Type="x">`; JSON of Go has `\u003c` for `<`. */
const ELEMENT = /(<|\\{1,15}u003c|&lt;)([\w.-]{1,64}:)?([\w.-]{1,128})(?:\s[^<>]{0,256}?)?(?:>|\\{1,15}u003e|&gt;)/gi;
/** Maximum distance of the end tag. characters */
const MAX_ELEMENT_LENGTH = 4096;
/** `<token> [options]` is a placeholder in a text, not a truncated element. */
const CUT_ELEMENT = /(?![\s,.;:)\]}'"/|])[^<\n]*/y;
const CUT_ESCAPED_ELEMENT = /(?![\s,.;:)\]}'"/|])[^"\n]*/y;

function valueOfElement(text: string, begin: number, bracket: string, name: string): Span | null {
  const length = text.slice(begin, begin + MAX_ELEMENT_LENGTH).indexOf(`${bracket}/${name}`);
  const end = length === -1 ? lengthOf(bracket === "<" ? CUT_ELEMENT : CUT_ESCAPED_ELEMENT, text, begin) : length;
  return end === 0 ? null : { begin, end: begin + end };
}

/** `password%3D`, `%22password%22%3A%22`, encoded up to four times (`%253D`). */
const PERCENT =
  /(?:(?<=%[\dA-F]{2})|(?<![\w.%-]))([\w.-]+)(?:%(?:25){0,3}2[27])?(?:%(?:25){0,3}20|\+){0,4}%((?:25){0,3})3[AD](?:%\2(?:20|0A)|\+){0,4}(?:%\2(2[27]))?/gi;

/** `%2526pin%253D`: an encoded `%` precedes the name, and its digits `26` are not part of the name. */
function decodedName(text: string, start: number, name: string): string {
  const bare = name.replace(/^(?:25){0,2}[\dA-F]{2}/i, "");
  return text.endsWith("%25", start) && isSecretName(bare) ? bare : name;
}

const valuePatterns = new Map<string, RegExp>();

function percentValue(text: string, begin: number, level: string, quote: string): Span | null {
  if (text.startsWith(REDACTED, begin)) return { begin, end: begin + REDACTED.length };
  const length = lengthOf(valuePattern(level, quote), text, begin);
  return length === 0 ? null : { begin, end: begin + length };
}

/** A value between encoded quotes, or up to an encoded `&`, space, quote or line break. */
function valuePattern(level: string, quote: string): RegExp {
  const key = `${level}-${quote}`;
  const known = valuePatterns.get(key);
  if (known !== undefined) return known;
  const end = quote === "" ? "(?:26|20|22|27|0A|0D)" : quote;
  const escaped = quote === "" ? "" : `|%${level}5C%${level}${quote}`;
  const pattern = new RegExp(`(?:[^\\s"'\\\\,;&)\\]}%]${escaped}|%(?!${level}${end}))*`, "iy");
  valuePatterns.set(key, pattern);
  return pattern;
}
