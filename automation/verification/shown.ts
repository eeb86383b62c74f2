import { harmless } from "../logs/line";
import { fieldsHidden, HIDDEN, isSecretName } from "./secretFields";
import type { Variables } from "./variables";

/** Shorter ones would take words out of the text. */
const SHORTEST = 6;
/** What is shown in one line never needs more of its text. characters */
const LONGEST_READ = 65_536;

const BEARER = /\bBearer(?:\s|%20){1,8}[\w.~+/=-]{6,}/gi;
const BASIC = /\bBasic(?:\s|%20){1,8}([\w+/-]{6,}={0,2})/gi;
/** A JWT, or its beginning: `{"` in base64 and what follows it. */
const JWT = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g;
const ACCESS_KEY = /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g;
/** `https://user:password@host` */
const IN_URL = /:\/\/[^\s/?#"'<>:@]{0,128}:[^\s/?#"'<>]{1,256}@/g;

/**
 * A text of the stage's as it may be shown and written down: nothing that moves a terminal is left in it, and no secret:
 * neither a known value, nor one that is called like a secret, nor what has the form of one. To be cut only afterwards:
 * half a secret is not known again.
 */
export function shown(text: string, variables: Variables = new Map()): string {
  const known = [...variables].flatMap(([name, value]) =>
    isSecretName(name) && value.length >= SHORTEST ? writtenForms(value) : [],
  );
  const without = known.reduce((left, value) => left.replaceAll(value, HIDDEN), harmless(text));
  const formless = without
    .replace(BEARER, `Bearer ${HIDDEN}`)
    .replace(BASIC, (whole, encoded: string) => (isUserAndPassword(encoded) ? `Basic ${HIDDEN}` : whole))
    .replace(JWT, HIDDEN)
    .replace(ACCESS_KEY, HIDDEN)
    .replace(IN_URL, `://${HIDDEN}@`);
  return fieldsHidden(formless);
}

/** In one line, and no longer than that. @param longest characters */
export function shownLine(text: string, longest: number, variables?: Variables): string {
  return shown(text.slice(0, LONGEST_READ), variables).replace(/\s+/g, " ").trim().slice(0, longest);
}

/** As it is, in JSON, and in an address. */
function writtenForms(value: string): readonly string[] {
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(Buffer.from(value).toString())];
}

/** What goes by the name of Basic is `user:password` in base64; else it is a word of a sentence. */
function isUserAndPassword(encoded: string): boolean {
  return /^[^\u0000-\u001f\u007f\ufffd:]*:[^\u0000-\u001f\u007f]*/.test(
    Buffer.from(encoded, "base64").toString("utf8"),
  );
}
