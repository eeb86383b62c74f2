import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parse } from "yaml";
import { z } from "zod";
import { DeployError } from "../../model/errors";

const valuesSchema = z.record(z.string(), z.string().min(1));

/**
 * Values by parameter name from a file: YAML, JSON, or lines of NAME=value.
 * @throws DeployError SECRETS_INPUT, also where others can read the file; never with a value in it
 */
export async function readValues(file: string): Promise<Readonly<Record<string, string>>> {
  const { mode } = await stat(file).catch((error: unknown) => {
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} cannot be read: ${(error as Error).message}`,
      "Name a file that is there.",
    );
  });
  if ((mode & 0o077) !== 0) {
    throw new DeployError(
      "SECRETS_INPUT",
      `Others can read ${file}. Nothing was created.`,
      `Keep it to yourself first: \`chmod 600 ${file}\`.`,
    );
  }
  const text = await readFile(file, "utf8");
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (lines.length > 0 && lines.every((line) => /^\/[^\s:=]+=/.test(line))) {
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }
  const parsed = valuesSchema.safeParse(parsedYaml(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join(".")).filter((path) => path !== "");
  throw new DeployError(
    "SECRETS_INPUT",
    `${file} does not hold texts by parameter name${where.length === 0 ? "" : ` (see ${where.join(", ")})`}. Nothing was created.`,
    "Write a line each: `/listbackup/ses-from-email: noreply@example.com`.",
  );
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The parser's message quotes the line, which may hold a secret.
    return undefined;
  }
}

/** Asks on the terminal without showing what is typed. */
export async function askHidden(name: string, purpose: string): Promise<string> {
  process.stderr.write(`${name} (${purpose}): `);
  const muted = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: muted, terminal: true });
  try {
    return (await lines.question("")).trim();
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
