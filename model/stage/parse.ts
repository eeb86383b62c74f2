import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { z } from "zod";
import { keysAt } from "../catalog/parse/schemaKeys";
import { DeployError } from "../errors";
import { nearestName } from "../nearestName";
import { region, stageSettingsSchema } from "./config";
import { limitProblems } from "./limits";
import { SHORT_NAMES, type StageName } from "./name";
import { PLAIN_PULUMI_KEYS, unquoteScalars, wrongKindOfValue } from "./pulumiRewrite";
import type { Stage } from "./stage";

const PREFIX = "listbackup:";
const KNOWN_KEYS = [
  ...Object.keys(stageSettingsSchema.shape).map((key) => PREFIX + key),
  "aws:region",
  ...PLAIN_PULUMI_KEYS.map((key) => PREFIX + key),
];

/**
 * Parses a stage file, Pulumi.<stage>.yaml.
 * @param file its name, for messages
 * @throws DeployError CONFIG_INVALID with all errors: file, line, key, and the allowed values
 */
export function parseStage(name: StageName, file: string, text: string): Stage {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: "error" });
  const syntaxErrors = syntaxErrorsOf(document).map(
    ({ offset, reason }) => `${file}:${String(lines.linePos(offset).line)} ${reason}`,
  );
  if (syntaxErrors.length > 0) throw invalid(syntaxErrors);
  const values = configOf(document, file);
  const locate = (path: readonly PropertyKey[]): string =>
    `${file}:${String(lineOf(document, lines, path))} ${keyOf(path)}`;
  const errors = [...unknownKeys(values, locate)];
  const written = withoutPrefix(values);
  const settings = stageSettingsSchema.safeParse(unquoteScalars(written));
  const regionResult = region.safeParse(values["aws:region"]);
  if (!settings.success) errors.push(...settings.error.issues.flatMap((issue) => describe(issue, written, locate)));
  if (settings.success)
    errors.push(
      ...limitProblems(settings.data).map(
        ({ path: [first = "", ...rest], message }) => `${locate([PREFIX + String(first), ...rest])}: ${message}`,
      ),
    );
  if (!regionResult.success) {
    const [issue] = regionResult.error.issues;
    errors.push(
      `${locate(["aws:region"])}: ${values["aws:region"] === undefined ? "missing" : (issue?.message ?? "")}`,
    );
  }
  if (!settings.success || !regionResult.success || errors.length > 0) throw invalid(errors);
  return { ...settings.data, name, short: SHORT_NAMES[name], region: regionResult.data };
}

function invalid(errors: readonly string[]): DeployError {
  return new DeployError("CONFIG_INVALID", errors.join("\n"), "Fix the file; a comment explains each key.");
}

function configOf(document: Document, file: string): Record<string, unknown> {
  const parsed = z.object({ config: z.record(z.string(), z.unknown()) }).safeParse(document.toJS());
  if (parsed.success) return parsed.data.config;
  throw invalid([`${file}:1 has no map "config" with the stage's keys`]);
}

interface SyntaxProblem {
  /** In characters from the start. */
  readonly offset: number;
  readonly reason: string;
}

/** Invalid YAML, keys that are not one word, and aliases, which are not supported. */
function syntaxErrorsOf(document: Document.Parsed): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    reason: message.split("\n")[0] ?? "",
  }));
  visit(document, {
    Pair: (_key, { key }) => {
      if (isScalar(key) && !String(key.value).includes("\n")) return;
      const range = isNode(key) ? key.range : null;
      problems.push({ offset: range?.[0] ?? 0, reason: "a key is one word" });
    },
    Alias: (_key, { range, source }) => {
      problems.push({ offset: range?.[0] ?? 0, reason: `*${source}: write the value out` });
    },
  });
  return problems;
}

function unknownKeys(
  values: Record<string, unknown>,
  locate: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  return Object.keys(values).flatMap((key) =>
    KNOWN_KEYS.includes(key) ? [] : [unknownKey(locate([key]), key, KNOWN_KEYS)],
  );
}

function unknownKey(position: string, key: string, known: readonly string[]): string {
  const close = nearestName(key, known);
  const hint = close === null ? `allowed here: ${known.join(", ")}` : `did you mean ${close}?`;
  return `${position}: unknown key; ${hint}`;
}

function withoutPrefix(values: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(values).filter(
    ([key]) => key.startsWith(PREFIX) && Object.hasOwn(stageSettingsSchema.shape, key.slice(PREFIX.length)),
  );
  return Object.fromEntries(own.map(([key, value]) => [key.slice(PREFIX.length), value]));
}

function describe(
  issue: z.core.$ZodIssue,
  values: unknown,
  locate: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  const path = issue.path.map((part, index) => (index === 0 ? PREFIX + String(part) : part));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(stageSettingsSchema, issue.path);
    return issue.keys.map((key) => unknownKey(locate([...path, key]), key, known));
  }
  const value = valueAt(values, issue.path);
  const message = value === undefined ? missing(issue) : (wrongKindOfValue(path, value) ?? issue.message);
  return [`${locate(path)}: ${message}`];
}

function missing(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `missing; its type is ${issue.expected}`;
  if (issue.code === "invalid_value") return `missing; allowed: ${issue.values.map(String).join(" or ")}`;
  return "missing";
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (within, part) =>
      typeof within === "object" && within !== null ? (within as Record<PropertyKey, unknown>)[part] : undefined,
    values,
  );
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Line of the deepest part of a path that exists; 1 if none does. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  const full = ["config", ...path.map((part) => (typeof part === "symbol" ? part.description : part))];
  for (let length = full.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(full.slice(0, length - 1), true);
    if (!isMap(parent)) continue;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === full[length - 1]);
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
  }
  return 1;
}
