import { harmless } from "../logs/line";
import type { Variables } from "./variables";

/** Names of values that nobody is shown. */
const SECRET_NAME = /token|password|secret|session/i;
const HIDDEN = "[hidden]";
/** Shorter ones would take words out of the text. */
const SHORTEST = 6;

/** The beginning of `"accessToken":"…"`, also where JSON stands in JSON, up to four times: `\"accessToken\":\"…\"`. */
const FIELD = /(\\{0,15})"([^"\\]*(?:token|password|secret|session)[^"\\]*)\1"\s*:\s*\1"/gi;
const BEARER = /\bBearer(?:\s|%20)+[\w.~+/=-]{6,}/gi;
/** A JWT, or its beginning: `{"` in base64 and what follows it. */
const JWT = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g;

/**
 * A text of the stage's as it may be shown and written down: nothing that moves a terminal is left in it, and no secret:
 * neither a known value, nor a field that is called like one, nor a token. To be cut only afterwards: half a secret is
 * not known again.
 */
export function shown(text: string, variables: Variables = new Map()): string {
  const known = [...variables].filter(([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST);
  const without = known.reduce((left, [, value]) => left.replaceAll(value, HIDDEN), harmless(text));
  return fieldsHidden(without).replace(BEARER, `Bearer ${HIDDEN}`).replace(JWT, HIDDEN);
}

/** In one line, and no longer than that. @param longest characters */
export function shownLine(text: string, longest: number, variables?: Variables): string {
  return shown(text, variables).replace(/\s+/g, " ").trim().slice(0, longest);
}

function fieldsHidden(text: string): string {
  let result = "";
  let from = 0;
  for (const { index, 0: whole, 1: escape = "" } of text.matchAll(FIELD)) {
    // Part of a value that is hidden already.
    if (index < from) continue;
    const begin = index + whole.length;
    result += text.slice(from, begin) + HIDDEN;
    from = endOfValue(text, begin, escape.length);
  }
  return result + text.slice(from);
}

/**
 * Where a value of JSON ends: at the next quote that is escaped as its first one is, by `depth` backslashes. What is a
 * quote of the value has more, and one that has fewer ends the text in which the value stands.
 */
function endOfValue(text: string, begin: number, depth: number): number {
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
