import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { redact } from "../../automation/redaction/redact";
import { printSeed, propertyParameters } from "../support/property";

/** Characters of secrets. */
const FRAGMENTS = fc.constantFrom(
  ...['"', "\\", '\\"', "'", "[", "]", "{", "}", ":", "=", ",", ";", "&", " ", "\n", "@", "://", "?", "-", "."],
  ...[
    "password",
    "token",
    "Cookie",
    "authorization",
    "Bearer ",
    "Basic ",
    "eyJhbGciOi",
    "AKIAIOSFODNN7EXAMPLE",
    "YTpi",
  ],
  ...["  ", "\t", "=>", "<", ">", "</", "%3D", "%22", "%26", "%", "\\u0022", "\\u003c", 'name="password"', "pin"],
  ...["name", "ann", "a1", "true", "[redacted]", "map[", "hooks.slack.com/services/", "Signature=", "body", "b'"],
);
const tangled = fc.array(FRAGMENTS, { maxLength: 40 }).map((parts) => parts.join(""));

const word = fc
  .stringMatching(/^[a-z]{1,8}$/)
  .filter((text) => redact(`${text}=1 ${text}: x`) === `${text}=1 ${text}: x`);
const value = fc.oneof(word, fc.nat().map(String), fc.boolean().map(String), fc.uuid(), fc.ipV4(), fc.emailAddress());
/** Log lines of handlers in each format, without secrets. */
const ordinary = fc
  .array(fc.tuple(word, value), { minLength: 1, maxLength: 8 })
  .chain((fields) =>
    fc.constantFrom(
      JSON.stringify(Object.fromEntries(fields)),
      JSON.stringify({ message: JSON.stringify(Object.fromEntries(fields)) }),
      fields.map(([name, text]) => `${name}=${text}`).join(" "),
      fields.map(([name, text]) => `${name}: ${text}`).join(", "),
      fields.flat().join(" "),
    ),
  );

const secret = fc.stringMatching(/^[A-Za-z0-9+/!#%*]{12,30}$/).map((text) => `q9Z${text}`);
const multipart = (name: string, text: string): string =>
  ["--b", `Content-Disposition: form-data; name="${name}"`, "", text, "--b--", ""].join("\r\n");
const unicodeEscape = (text: string): string => String.raw`\u00${text.charCodeAt(0).toString(16)}`;
const secretName = fc.constantFrom(
  "password",
  "accessToken",
  "client_secret",
  "x-api-key",
  "newPassword",
  "session",
  "totp",
  "pin",
);
/** Log lines with a secret, in each format. */
const leaks = fc
  .tuple(secretName, secret)
  .chain(([name, text]) =>
    fc.constantFrom(
      ...[
        JSON.stringify({ user: "ann", [name]: text, n: 1 }),
        JSON.stringify({ body: JSON.stringify({ [name]: text, n: 1 }) }),
        JSON.stringify({ message: JSON.stringify({ body: JSON.stringify({ [name]: text }) }) }),
        JSON.stringify({ [name]: [text, text], n: 1 }),
        `level=info ${name}=${text} n=1`,
        `level=info ${name}=${JSON.stringify(`${text} ${text}`)} n=1`,
        `user=ann&${name}=${encodeURIComponent(text)}&n=1`,
        `map[user:ann ${name}:${text} n:1]`,
        `{'user': 'ann', '${name}': '${text}'}`,
        `{ user: 'ann', ${name.replaceAll("-", "")}: '${text}' }`,
        `${name}: ${text}`,
        `user:      ann\n${name}:  ${text}\nn:\t1`,
        `user\tann\n${name}\t: ${text}`,
        `level=info ${name} =  ${text} n=1`,
        `${name} => ${text}`,
        `Map(2) { 'user' => 'ann', '${name}' => '${text}' }`,
        `{"user"=>"ann", "${name}"=>"${text}"}`,
        `{'user': 'ann', '${name}': 'it\\'s ${text}'}`,
        JSON.stringify(`{'user': 'ann', '${name}': 'it\\'s ${text}'}`),
        multipart(name, text),
        JSON.stringify({ body: multipart(name, text), n: 1 }),
        JSON.stringify({ message: JSON.stringify({ body: multipart(name, text) }) }),
        `<User>ann</User><${name}>${text}</${name}>`,
        `<${name}>${text}`,
        JSON.stringify({ body: `<a:${name} b="c">${text}</a:${name}>` }).replace(/[<>]/g, unicodeEscape),
        encodeURIComponent(`user=ann&${name}=${encodeURIComponent(text)}&n=1`),
        encodeURIComponent(encodeURIComponent(`user=ann&${name}=${text}`)),
        encodeURIComponent(JSON.stringify({ user: "ann", [name]: `"${text}`, n: 1 })),
        JSON.stringify({ user: "ann", [name]: `"${text}`, n: 1 }).replaceAll('"', String.raw`\u0022`),
        JSON.stringify({ body: JSON.stringify({ [name]: `"${text}` }).replaceAll('"', String.raw`\u0022`) }),
      ].map((line) => ({ line, text })),
    ),
  );

describe("redacting texts", () => {
  before(printSeed);

  it("is idempotent", () => {
    fc.assert(
      fc.property(tangled, (text) => {
        const once = redact(text);
        assert.equal(redact(once), once);
      }),
      propertyParameters(2_000),
    );
  });

  it("changes no line without a secret", () => {
    fc.assert(
      fc.property(ordinary, (line) => {
        assert.equal(redact(line), line);
      }),
      propertyParameters(1_000),
    );
  });

  it("removes secrets in every format", () => {
    fc.assert(
      fc.property(leaks, ({ line, text }) => {
        const left = redact(line);
        const once = encodeURIComponent(text);
        assert.ok(![text, once, encodeURIComponent(once)].some((form) => left.includes(form)), left);
      }),
      propertyParameters(1_000),
    );
  });
});
