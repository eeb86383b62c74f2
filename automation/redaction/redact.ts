import { redactEncodedFields, withPlainQuotes } from "./encodedFields";
import { redactFields } from "./secretFields";
import { isSecretName, REDACTED } from "./secretNames";
import { stripControlCharacters } from "./terminalText";

/** Shorter values would also match ordinary words. characters */
const MIN_SECRET_LENGTH = 6;
/** Longer lines are cut before redaction. characters */
const MAX_LINE_INPUT = 65_536;

/** Secrets with a known format. */
const FORMS: readonly (readonly [form: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  // A token has a digit, a word of a sentence has none.
  [/\bBearer(?:\s|%20){1,8}(?=[a-z_.~+/=-]{0,512}\d)[\w.~+/=-]{6,}/gi, `Bearer ${REDACTED}`],
  // A JWT, or its beginning: `{"` in base64 and what follows it.
  [/eyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, REDACTED],
  // Signature version 4, in a header or in a presigned URL.
  [/\bSignature=[0-9a-fA-F]{32,}/g, `Signature=${REDACTED}`],
  [/\bhooks\.slack\.com\/(services|workflows|triggers)\/[\w/-]+/g, `hooks.slack.com/$1/${REDACTED}`],
  // Tokens of GitHub, Slack, Stripe, SendGrid and Google.
  [/\b(?:gh[pousr]|github_pat)_\w{20,}/g, REDACTED],
  [/\bxox[abeoprs]-[\w-]{10,}/g, REDACTED],
  [/\b(?:[rsp]k_(?:live|test)|whsec)_\w{10,}/g, REDACTED],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/g, REDACTED],
  [/\b(?:AIza[\w-]{30,}|ya29\.[\w-]{20,})/g, REDACTED],
  // `https://user:password@host`
  [/:\/\/[^\s/?#"'<>:@]{0,128}:[^\s/?#"'<>]{1,256}@/g, `://${REDACTED}@`],
];

const BASIC = /\bBasic(?:\s|%20){1,8}([\w+/-]{6,}={0,2})/gi;

/** Every format above and every secret name contains one of these; most lines contain none, and are returned as they are. */
const SUSPICIOUS =
  /token|passw|passphrase|secret|authorization|api[_-]?key|credential|cookie|session|otp|pin(?![a-z])|pwd|code|private|bearer|basic|eyJ|A[KS]IA|signature=|hooks\.slack|gh[pousr]_|github_pat|xox[abeoprs]-|k_live|k_test|whsec|SG\.|AIza|ya29|@|base64/i;

/**
 * Redacts a text of the stage, to be shown or stored: removes terminal sequences, known secrets, values of secret fields and
 * values with the format of a secret. Cut a text only after that: a part of a secret has no known format.
 * @param known values by name; only those with the name of a secret are redacted
 */
export function redact(text: string, known: ReadonlyMap<string, string> = new Map()): string {
  const values = [...known].flatMap(([name, value]) =>
    isSecretName(name) && value.length >= MIN_SECRET_LENGTH ? encodingsOf(value) : [],
  );
  const safe = values.reduce((left, value) => left.replaceAll(value, REDACTED), stripControlCharacters(text));
  if (!SUSPICIOUS.test(safe)) return safe;
  const plain = withPlainQuotes(safe);
  const withoutFormats = FORMS.reduce((left, [form, replacement]) => left.replace(form, replacement), plain).replace(
    BASIC,
    (whole, encoded: string) => (isUserAndPassword(encoded) ? `Basic ${REDACTED}` : whole),
  );
  const redacted = redactFields(redactEncodedFields(withoutFormats));
  return redacted === plain ? safe : redacted;
}

/** Redacts a text, joins its lines, and cuts the result. @param maxLength characters */
export function redactLine(text: string, maxLength: number, known?: ReadonlyMap<string, string>): string {
  return redact(text.slice(0, MAX_LINE_INPUT), known).replace(/\s+/g, " ").trim().slice(0, maxLength);
}

/** The value as plain text, in JSON, and in a URL. */
function encodingsOf(value: string): readonly string[] {
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(Buffer.from(value).toString())];
}

/** HTTP's Basic scheme is `user:password` in base64; other text is a word of a sentence. */
function isUserAndPassword(encoded: string): boolean {
  return /^[^\u0000-\u001f\u007f\ufffd:]*:[^\u0000-\u001f\u007f]*/.test(
    Buffer.from(encoded, "base64").toString("utf8"),
  );
}
