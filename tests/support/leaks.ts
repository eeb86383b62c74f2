import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A text or file that must not have a secret value, and where it is from. */
export interface Evidence {
  readonly from: string;
  readonly content: Buffer;
}

/** A secret value that was found. The value itself is not named: reports of tests are logs, too. */
export interface Leak {
  readonly from: string;
  /** Name of the secret. */
  readonly secret: string;
  readonly form: string;
}

/** @param secrets value by name: at least 8 characters, so that other texts do not have it by chance */
export function findLeaks(evidence: readonly Evidence[], secrets: ReadonlyMap<string, string>): readonly Leak[] {
  const wanted = [...secrets].flatMap(([secret, value]) => {
    if (value.length < 8) throw new TypeError(`the value of ${secret} is too short to be searched for`);
    return Object.entries(encodedForms(value)).map(([form, text]) => ({ secret, form, text: Buffer.from(text) }));
  });
  return evidence.flatMap(({ from, content }) => {
    const plain = uncompressed(content);
    return wanted.flatMap(({ secret, form, text }) => (plain.includes(text) ? [{ from, secret, form }] : []));
  });
}

/** Forms in which a value may be in a file: as it is, or inside a longer text that was encoded as a whole. */
function encodedForms(value: string): Readonly<Record<string, string>> {
  const json = JSON.stringify(value).slice(1, -1);
  return {
    plain: value,
    json,
    "json in json": JSON.stringify(json).slice(1, -1),
    url: encodeURIComponent(value),
    "url in lower case": encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
    form: new URLSearchParams({ v: value }).toString().slice(2),
    html: value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
    hex: Buffer.from(value).toString("hex"),
    "hex in upper case": Buffer.from(value).toString("hex").toUpperCase(),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((offset) => {
        const text = base64At(value, offset);
        return [
          [`base64 at ${String(offset)}`, text],
          [`base64url at ${String(offset)}`, text.replaceAll("+", "-").replaceAll("/", "_")],
        ];
      }),
    ),
  };
}

/**
 * What Base64 always makes of a value after a number of other bytes, modulo three: the characters at both ends, which also
 * depend on the bytes around it, are left out.
 */
function base64At(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const text = bytes.toString("base64").replace(/=+$/, "");
  const first = Math.ceil((offset * 8) / 6);
  const end = bytes.length % 3 === 0 ? text.length : text.length - 1;
  return text.slice(first, end);
}

function uncompressed(content: Buffer): Buffer {
  return content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content;
}

/** All files below a folder, without links. @param skip paths relative to it */
export async function filesBelow(folder: string, skip: readonly string[]): Promise<readonly Evidence[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const wanted = paths.filter((path) => !skip.some((one) => path.startsWith(join(folder, one))));
  return Promise.all(
    wanted.map(async (path) => ({ from: path.slice(folder.length + 1), content: await readFile(path) })),
  );
}
