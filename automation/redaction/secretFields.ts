import { isSecretName, REDACTED } from "./secretNames";
import { replaceValues, type Span } from "./spans";
import { endOfBraces, endOfNested, endOfText, lengthOf } from "./values";

/** `"accessToken":` before its value, also in JSON within JSON, up to four levels: `\"accessToken\":\"…\"`. */
const FIELD = /(\\{0,15})"([^"\\\n]{1,128})\1"\s{0,32}:\s{0,32}(?=\1"|[-\d[{])/g;
/**
 * `password=`, `password: `, `password => `, `'password': `, Go's `map[password:`, Ruby's `"password"=>`; not as part of a
 * path or an ARN. Columns are aligned with spaces or tabs.
 */
const PAIR =
  /(?<![\w.:/-])([\w.-]+)(?:'?(?:\s{0,16}:?={1,3}>?\s{0,16}|[ \t]{0,16}:[ \t]{0,16})|\\{0,15}"\s{0,16}=>\s{0,16})(?=\S)/g;
/** An API event has a binary body in base64, whose fields are not visible. */
const BASE64_BODY = /isBase64Encoded\\{0,15}"?\s?:\s?true/i;

/** Redacts JSON fields, `name=value` and `name: value` with the name of a secret. */
export function redactFields(text: string): string {
  const isEncoded = BASE64_BODY.test(text);
  const json = replaceValues(text, FIELD, ([, escape = "", name = ""], begin) =>
    isSecretName(name) || (isEncoded && name === "body") ? valueOfField(text, begin, escape) : null,
  );
  return replaceValues(json, PAIR, ([pair, name = ""], begin) =>
    isSecretPair(json, begin - pair.length, name) && !isSentence(json, begin, pair)
      ? valueOfPair(json, begin, name)
      : null,
  );
}

/** `\npin=` and `\u0026pin=` in JSON: an escape sequence is not part of the name. */
function isSecretPair(text: string, start: number, name: string): boolean {
  return isSecretName(name) || (text[start - 1] === "\\" && isSecretName(name.replace(/^(?:u[\da-f]{4}|[nrt])/i, "")));
}

/** A JSON value: a string without its quotes, a number, or a list or object as a whole. */
function valueOfField(text: string, begin: number, escape: string): Span {
  const quote = `${escape}"`;
  if (text.startsWith(quote, begin)) {
    const first = begin + quote.length;
    return { begin: first, end: endOfText(text, first, escape.length) };
  }
  if (text[begin] === "[" || text[begin] === "{") return { begin, end: endOfNested(text, begin, escape.length) };
  return { begin, end: begin + lengthOf(NUMBER, text, begin) };
}

const NUMBER = /[-+.\deE]*/y;
const SCHEME = /(?:Bearer|Basic|Digest|Negotiate|AWS4-HMAC-SHA256)[ \t]+/iy;
const WORD = /[^\s"'\\,;&)\]}]*/y;
/** `hasPassword=true` is not a secret. */
const CONSTANT = /(?:true|false|null|nil|none|undefined)(?=[\s"'\\,;&)\]}]|$)/iy;
/** `; a=b` after a cookie. */
const MORE_COOKIES = /(?:;\s?[^\s"'\\,;&)\]}]+)*/y;
/** Go prints maps and structures without quotes: `map[password:a b c user:x]`. */
const GO_VALUE = /[^\s"'\\,;&)\]}]+(?:[ ](?![\w.-]{1,128}:)[^\s"'\\,;&)\]}]+){0,32}(?=[\]}]|[ ][\w.-]{1,128}:)/y;
/** A quote after backslashes belongs to the value: `'hun\'ter'`, and in JSON `'hun\\'ter'`. */
const QUOTED = /(?:\\+[^\n]|[^'\\\n])*/y;
/** Between quotes that have backslashes themselves. */
const ESCAPED_QUOTED = /[^'\n]*/y;
const LIST = /\[(?:\[redacted\]|[^\]\n])*\]?/y;

/** The value of `name=value`: a quoted text, a list, an object, or a word; for a cookie also the cookies after it. */
function valueOfPair(text: string, begin: number, name: string): Span | null {
  const [prefix = "", escape = "", quote] = QUOTE.exec(text.slice(begin, begin + MAX_QUOTE_LENGTH)) ?? [];
  const first = begin + prefix.length;
  if (quote === '"') return { begin: first, end: endOfText(text, first, escape.length) };
  if (quote === "'") {
    return { begin: first, end: first + lengthOf(escape === "" ? QUOTED : ESCAPED_QUOTED, text, first) };
  }
  if (text.startsWith(REDACTED, begin)) return { begin, end: begin + REDACTED.length };
  if (/^[[{]"/.test(text.slice(begin, begin + 2))) return { begin, end: endOfNested(text, begin, 0) };
  if (text[begin] === "[") return { begin, end: begin + lengthOf(LIST, text, begin) };
  if (text[begin] === "{") return { begin, end: endOfBraces(text, begin) };
  if (lengthOf(CONSTANT, text, begin) > 0) return null;
  return unquotedValue(text, begin, name);
}

function unquotedValue(text: string, begin: number, name: string): Span {
  const first = begin + lengthOf(SCHEME, text, begin);
  if (text.startsWith(REDACTED, first)) return { begin: first, end: first + REDACTED.length };
  const goLength = text[begin - 1] === ":" ? lengthOf(GO_VALUE, text, first) : 0;
  const end = first + (goLength > 0 ? goLength : lengthOf(WORD, text, first));
  return { begin: first, end: /cookie/i.test(name) ? end + lengthOf(MORE_COOKIES, text, end) : end };
}

/** The letters of a Python literal, the backslashes of four levels of JSON in JSON, and the quote. */
const MAX_QUOTE_LENGTH = 18;
const QUOTE = /^[bru]{0,2}(\\{0,15})(["'])/i;

/** `could not verify token: unexpected end`: between ordinary words. */
function isSentence(text: string, begin: number, pair: string): boolean {
  if (!pair.endsWith(": ")) return false;
  const start = begin - pair.length;
  return (
    /[a-z] $/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^[A-Z]?[a-z]{1,24} [a-z]/.test(text.slice(begin, begin + 32))
  );
}
