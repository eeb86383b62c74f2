import { z } from "zod";

/** Format of a value that a user enters; default: one line of text. */
export const valueFormShape = {
  form: z
    .enum(["text", "multiline", "email", "origin", "url"])
    .optional()
    .describe(
      "Format of the value: text, one line (default); multiline; email, an address; origin, https://host; url, https://…",
    ),
  prefixes: z.array(z.string().min(1)).min(1).optional().describe("Allowed prefixes of the value: sk_live_, whsec_"),
  minLength: z.int().min(1).max(4_096).optional().describe("Minimum length of the value in characters"),
};

export interface ValueForm {
  readonly form?: "text" | "multiline" | "email" | "origin" | "url" | undefined;
  readonly prefixes?: readonly string[] | undefined;
  readonly minLength?: number | undefined;
}

/** Why a value is invalid, without the value; null if it is valid. @param maxBytes AWS's limit, as UTF-8 */
export function valueProblem(value: string, spec: ValueForm, maxBytes: number): string | null {
  const { form = "text", prefixes, minLength } = spec;
  if (value.trim() === "") return "it is empty";
  if (value !== value.trim() && form !== "multiline") return "it begins or ends with white space";
  if (form !== "multiline" && /[\p{Cc}\u2028\u2029]/u.test(value)) return "it is more than one line";
  if (Buffer.byteLength(value) > maxBytes) return `it has more than ${String(maxBytes)} bytes`;
  if (form === "email" && !/^[^\s@<>,;"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value))
    return "it is not an e-mail address: name@example.com";
  if (form === "origin" && !isOrigin(value))
    return "it is not an origin: https://app.example.com, without a path or slash";
  if (form === "url" && !isUrl(value)) return "it is not a URL: https://example.com/path";
  if (prefixes !== undefined && !prefixes.some((prefix) => value.startsWith(prefix)))
    return `it does not begin with ${prefixes.join(" or ")}`;
  if (minLength !== undefined && [...value].length < minLength)
    return `it has fewer than ${String(minLength)} characters`;
  return null;
}

function parsedUrl(value: string): URL | null {
  return URL.canParse(value) && !/\s/.test(value) ? new URL(value) : null;
}

const LOCAL_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Plain HTTP is allowed only for the local machine. */
function isUrl(value: string): boolean {
  const url = parsedUrl(value);
  return (
    url !== null && (url.protocol === "https:" || (url.protocol === "http:" && LOCAL_HOSTS.includes(url.hostname)))
  );
}

/** An origin exactly as a browser sends it. */
function isOrigin(value: string): boolean {
  return isUrl(value) && parsedUrl(value)?.origin === value;
}
