import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseDocument } from "yaml";
import { z } from "zod";
import { DeployError } from "../../model/errors";
import type { Entry } from "./entry";
import { entryProblem } from "./values";

const valuesSchema = z.record(z.string(), z.string().min(1));

/**
 * Values by parameter name from a file: YAML, JSON, or lines of NAME=value.
 * @throws DeployError SECRETS_INPUT, also where others can read the file; without values in the message
 */
export async function readValues(file: string): Promise<Readonly<Record<string, string>>> {
  return parsedValues(await privateText(file), file);
}

/** @param file its name, for messages @throws DeployError SECRETS_INPUT; without values in the message */
export function parsedValues(text: string, file: string): Readonly<Record<string, string>> {
  const parsed = valuesSchema.safeParse(lineValues(text) ?? yamlValues(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join(".")).filter((path) => path !== "");
  throw new DeployError(
    "SECRETS_INPUT",
    `${file} does not contain text values by parameter name${where.length === 0 ? "" : ` (see ${where.join(", ")})`}. Nothing was created.`,
    'Write one line for each, with the value in quotes: `/listbackup/ses-from-email: "noreply@example.com"`.',
  );
}

/** Text of a file that only its owner can read. @throws DeployError SECRETS_INPUT */
export async function privateText(file: string): Promise<string> {
  const unreadable = (error: unknown): never => {
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} cannot be read: ${(error as Error).message}`,
      "Name an existing file.",
    );
  };
  const { mode } = await stat(file).catch(unreadable);
  if ((mode & 0o077) !== 0) {
    throw new DeployError(
      "SECRETS_INPUT",
      `Other users can read ${file}. Nothing was created.`,
      `Restrict it first: \`chmod 600 ${file}\`.`,
    );
  }
  return readFile(file, "utf8").catch(unreadable);
}

/** Parses lines of NAME=value; undefined where the text has another format. */
function lineValues(text: string): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (lines.length === 0 || !lines.every((line) => /^(\/|secret:)[^\s:=]+=/.test(line))) return undefined;
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

/** Drops the parser's errors and warnings: they quote lines, which may contain secrets. */
function yamlValues(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length + document.warnings.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    // An alias without an anchor.
    return undefined;
  }
}

/** Reads a value from standard input, without its trailing line break. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** Prompts until the input is valid. An empty input leaves an optional value out. @throws DeployError CANCELLED */
export async function askForValue({ kind, purpose, ...entry }: Entry, part: string): Promise<string> {
  const isOptional = kind === "optional";
  for (;;) {
    const value = await askHidden(part, `${purpose}; ${isOptional ? "optional, press Enter to skip it" : "required"}`);
    const problem = value === "" && isOptional ? null : entryProblem(entry, value);
    if (problem === null) return value;
    process.stderr.write(`Invalid value: ${problem}. Nothing was changed.\n`);
  }
}

/** Prompts on the terminal without showing the input. @throws DeployError CANCELLED on Ctrl-C and Ctrl-D */
export async function askHidden(name: string, purpose: string): Promise<string> {
  process.stderr.write(`${name} (${purpose}): `);
  const muted = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: muted, terminal: true });
  try {
    const closed = new Promise<never>((_resolve, reject) => {
      lines.once("SIGINT", () => {
        lines.close();
      });
      lines.once("close", () => {
        reject(new DeployError("CANCELLED", "Cancelled. Nothing was changed.", "Run the same command again."));
      });
    });
    return (await Promise.race([lines.question(""), closed])).trim();
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
