/** What stands in a text instead of a secret. */
export const HIDDEN = "[hidden]";

const SECRET = /token|passw(?:or)?d|passphrase|secret|authorization|api[_-]?key|credential|cookie|session/i;
/** Names of AWS's own, and of what is no secret. */
const INNOCENT = /^secretsmanager$|tokeni[sz]|passwordless/i;

/** Whether nobody is shown a value of that name. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !INNOCENT.test(name);
}

/** `"accessToken":` before its value, also where JSON stands in JSON, up to four times: `\"accessToken\":\"…\"`. */
const FIELD = /(\\{0,15})"([^"\\\n]{1,128})\1"\s{0,32}:\s{0,32}(?=\1"|[-\d[{])/g;
/** `password=`, `password: `, Go's `map[password:`; no part of a path or an ARN. What it begins with is looked for once. */
const PAIR = /(?<![\w.:/-])([\w.-]+)(?:\s?=\s?|:[ \t]?)(?=\S)/g;

/** A text without the values of JSON's fields and of `name=value` and `name: value` that are called like secrets. */
export function fieldsHidden(text: string): string {
  const json = replaced(text, FIELD, ([, escape = "", name = ""], begin) =>
    isSecretName(name) ? valueOfJson(text, begin, escape) : null,
  );
  return replaced(json, PAIR, ([pair, name = ""], begin) =>
    isSecretName(name) && !isSentence(json, begin, pair) ? valueOfPair(json, begin, name) : null,
  );
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

/** @param valueOf what to hide after a match, or null; what stands in a value that is hidden is left out */
function replaced(
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
    result += text.slice(from, span.begin) + HIDDEN;
    from = span.end;
  }
  return result + text.slice(from);
}

/** A value of JSON: a text without its quotes, a number, or a list or object as a whole. */
function valueOfJson(text: string, begin: number, escape: string): Span {
  const quote = `${escape}"`;
  if (text.startsWith(quote, begin)) {
    const first = begin + quote.length;
    return { begin: first, end: endOfText(text, first, escape.length) };
  }
  if (text[begin] === "[" || text[begin] === "{") return { begin, end: endOfNested(text, begin, escape.length) };
  return { begin, end: begin + lengthOf(NUMBER, text, begin) };
}

const NUMBER = /[-+.\deE]*/y;

function lengthOf(pattern: RegExp, text: string, begin: number): number {
  pattern.lastIndex = begin;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * Where a text of JSON ends: at the next quote that is escaped as its first one is, by `depth` backslashes. What is a
 * quote of the text has more, and one that has fewer ends the text in which it stands.
 */
function endOfText(text: string, begin: number, depth: number): number {
  for (let quote = text.indexOf('"', begin); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let start = quote;
    while (start > begin && text[start - 1] === "\\") start -= 1;
    const more = quote - start - depth;
    if (more < 0) return start;
    // A backslash of the value is written as 2 (depth + 1) of them.
    if (more % (2 * (depth + 1)) === 0) return start + more;
  }
  return text.length;
}

/** Where a list or an object ends: brackets in its texts are none of its own. */
function endOfNested(text: string, begin: number, depth: number): number {
  let open = 0;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "[" || character === "{") open += 1;
    if (character === "]" || character === "}") open -= 1;
    if (open === 0) return at + 1;
    if (character !== '"' && character !== "\\") continue;
    const quote = at + lengthOf(BACKSLASHES, text, at);
    if (text[quote] !== '"') {
      // A line break, as JSON in JSON has it.
      at = quote;
      continue;
    }
    // Fewer than its own: the text ends in which it stands.
    if (quote - at < depth) return at;
    const end = endOfText(text, quote + 1, depth);
    if (!text.startsWith(`${"\\".repeat(depth)}"`, end)) return end;
    at = end + depth;
  }
  return text.length;
}

const BACKSLASHES = /\\*/y;

const SCHEME = /(?:Bearer|Basic|Digest|Negotiate|AWS4-HMAC-SHA256)[ \t]+/iy;
const WORD = /[^\s"'\\,;&)\]}]*/y;
/** `; a=b` after a cookie. */
const MORE_COOKIES = /(?:;\s?[^\s"'\\,;&)\]}]+)*/y;
/** Go's maps and structures put no quotes: `map[password:a b c user:x]`. */
const WORDS_OF_GO = /[^\s"'\\,;&)\]}]+(?:[ ](?![\w.-]{1,128}:)[^\s"'\\,;&)\]}]+){0,32}(?=[\]}]|[ ][\w.-]{1,128}:)/y;
const QUOTED = /[^'\n]*/y;
const LIST = /\[(?:\[hidden\]|[^\]\n])*\]?/y;

/** The value of `name=value`: a text in quotes, a list, or a word; with a cookie those that follow, too. */
function valueOfPair(text: string, begin: number, name: string): Span {
  const [, escape, quote] = QUOTE.exec(text.slice(begin, begin + LONGEST_QUOTE)) ?? [];
  if (quote === '"') {
    const first = begin + (escape ?? "").length + 1;
    return { begin: first, end: endOfText(text, first, (escape ?? "").length) };
  }
  if (quote === "'") {
    return { begin: begin + 1, end: begin + 1 + lengthOf(QUOTED, text, begin + 1) };
  }
  if (text.startsWith(HIDDEN, begin)) return { begin, end: begin + HIDDEN.length };
  if (text[begin] === "[") return { begin, end: begin + lengthOf(LIST, text, begin) };
  const first = begin + lengthOf(SCHEME, text, begin);
  if (text.startsWith(HIDDEN, first)) return { begin: first, end: first + HIDDEN.length };
  const ofGo = text[begin - 1] === ":" ? lengthOf(WORDS_OF_GO, text, first) : 0;
  const end = first + (ofGo > 0 ? ofGo : lengthOf(WORD, text, first));
  return { begin: first, end: /cookie/i.test(name) ? end + lengthOf(MORE_COOKIES, text, end) : end };
}

/** As many backslashes as four times JSON in JSON has, and the quote. */
const LONGEST_QUOTE = 16;
const QUOTE = /^(\\{0,15})(["'])/;

/** `could not verify token: unexpected end`: a word goes before, and ordinary ones come after. */
function isSentence(text: string, begin: number, pair: string): boolean {
  if (!pair.endsWith(": ")) return false;
  const start = begin - pair.length;
  return (
    /[a-z] $/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^[A-Z]?[a-z]{1,24} [a-z]/.test(text.slice(begin, begin + 32))
  );
}
