import { endOfBraces, endOfNested, endOfText, lengthOf } from "./values";

/** What stands in a text instead of a secret. */
export const REDACTED = "[redacted]";

const SECRET =
  /token|passw(?:or)?d|passphrase|secret|authorization|api[_-]?key|private[_-]?key|credential|cookie|session|(?:^|[_-])(?:otp|pwd)$|(?:mfa|otp|verification|confirmation)[_-]?code$/i;
/** Names of AWS's own, and of what describes a secret without being one. */
const INNOCENT =
  /^secretsmanager$|tokeni[sz]|passwordless|(?:type|count|length|ttl|policy|expir(?:y|es|ation)(?:[_-]?(?:at|in))?|status|table|name|url|uri|endpoint)$|^(?:max|total|prompt|completion|input|output)[_-]?tokens$/i;

/** Whether values of that name are redacted. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !INNOCENT.test(name);
}

/** `"accessToken":` before its value, also in JSON within JSON, up to four levels: `\"accessToken\":\"…\"`. */
const FIELD = /(\\{0,15})"([^"\\\n]{1,128})\1"\s{0,32}:\s{0,32}(?=\1"|[-\d[{])/g;
/** `password=`, `password: `, `'password': `, Go's `map[password:`; no part of a path or an ARN. */
const PAIR = /(?<![\w.:/-])([\w.-]+)'?(?:\s?=\s?|:[ \t]?)(?=\S)/g;
/** An API event has a body that is no text in base64, where no field can be seen. */
const BASE64_BODY = /isBase64Encoded\\{0,15}"?\s?:\s?true/i;

/** A text without the values of JSON fields, `name=value` and `name: value` whose name is a secret's. */
export function redactFields(text: string): string {
  const isEncoded = BASE64_BODY.test(text);
  const json = replaceValues(text, FIELD, ([, escape = "", name = ""], begin) =>
    isSecretName(name) || (isEncoded && name === "body") ? valueOfField(text, begin, escape) : null,
  );
  return replaceValues(json, PAIR, ([pair, name = ""], begin) =>
    isSecretName(name) && !isSentence(json, begin, pair) ? valueOfPair(json, begin, name) : null,
  );
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

/** @param valueOf what to redact after a match, or null; matches within a redacted value are skipped */
function replaceValues(
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
/** `hasPassword=true` tells no secret. */
const CONSTANT = /(?:true|false|null|nil|none|undefined)(?=[\s"'\\,;&)\]}]|$)/iy;
/** `; a=b` after a cookie. */
const MORE_COOKIES = /(?:;\s?[^\s"'\\,;&)\]}]+)*/y;
/** Go's maps and structures put no quotes: `map[password:a b c user:x]`. */
const WORDS_OF_GO = /[^\s"'\\,;&)\]}]+(?:[ ](?![\w.-]{1,128}:)[^\s"'\\,;&)\]}]+){0,32}(?=[\]}]|[ ][\w.-]{1,128}:)/y;
const QUOTED = /[^'\n]*/y;
const LIST = /\[(?:\[redacted\]|[^\]\n])*\]?/y;

/** The value of `name=value`: a text in quotes, a list, an object, or a word; a cookie has all that follow it, too. */
function valueOfPair(text: string, begin: number, name: string): Span | null {
  const [prefix = "", escape = "", quote] = QUOTE.exec(text.slice(begin, begin + MAX_QUOTE_LENGTH)) ?? [];
  const first = begin + prefix.length;
  if (quote === '"') return { begin: first, end: endOfText(text, first, escape.length) };
  if (quote === "'") return { begin: first, end: first + lengthOf(QUOTED, text, first) };
  if (text.startsWith(REDACTED, begin)) return { begin, end: begin + REDACTED.length };
  if (/^[[{]"/.test(text.slice(begin, begin + 2))) return { begin, end: endOfNested(text, begin, 0) };
  if (text[begin] === "[") return { begin, end: begin + lengthOf(LIST, text, begin) };
  if (text[begin] === "{") return { begin, end: endOfBraces(text, begin) };
  if (lengthOf(CONSTANT, text, begin) > 0) return null;
  return wordsOfPair(text, begin, name);
}

function wordsOfPair(text: string, begin: number, name: string): Span {
  const first = begin + lengthOf(SCHEME, text, begin);
  if (text.startsWith(REDACTED, first)) return { begin: first, end: first + REDACTED.length };
  const ofGo = text[begin - 1] === ":" ? lengthOf(WORDS_OF_GO, text, first) : 0;
  const end = first + (ofGo > 0 ? ofGo : lengthOf(WORD, text, first));
  return { begin: first, end: /cookie/i.test(name) ? end + lengthOf(MORE_COOKIES, text, end) : end };
}

/** The letters of a Python literal, the backslashes of four levels of JSON in JSON, and the quote. */
const MAX_QUOTE_LENGTH = 18;
const QUOTE = /^[bru]{0,2}(\\{0,15})(["'])/i;

/** `could not verify token: unexpected end`: a word goes before, and ordinary ones come after. */
function isSentence(text: string, begin: number, pair: string): boolean {
  if (!pair.endsWith(": ")) return false;
  const start = begin - pair.length;
  return (
    /[a-z] $/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^[A-Z]?[a-z]{1,24} [a-z]/.test(text.slice(begin, begin + 32))
  );
}
