import type { z } from "zod";
import { nearestName } from "../../nearestName";
import type { Finding } from "../finding";
import { keysAt } from "./schemaKeys";
import type { YamlFile } from "./yamlFile";

/** Maximum findings per file: a file of another kind would have thousands. */
const MAX_FINDINGS = 50;

/** Findings for the schema errors of a file. */
export function schemaFindings(
  file: YamlFile,
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
): readonly Finding[] {
  const misspelt = new Set<string>();
  const unknown = issues
    .flatMap((issue) => (issue.code === "unrecognized_keys" ? unknownKeys(issue) : []))
    .slice(0, MAX_FINDINGS);
  const findings = unknown.map(({ path, key }) => {
    const close = nearestKey(key, keysAt(schema, path));
    if (close !== null) misspelt.add(JSON.stringify([...path.map(String), close]));
    return finding(file, [...path, key], {
      code: "KEY_UNKNOWN",
      reason: `unknown key "${key}"`,
      remedy: close === null ? allowedKeys(keysAt(schema, path)) : `Did you mean "${close}"?`,
    });
  });
  const others = issues
    .filter((issue) => issue.code !== "unrecognized_keys" && !misspelt.has(JSON.stringify(issue.path.map(String))))
    .slice(0, MAX_FINDINGS)
    .map((issue) => (isMissing(file, issue.path) ? missing(file, schema, issue) : invalid(file, issue)));
  return [...findings, ...others];
}

interface UnknownKey {
  readonly path: readonly PropertyKey[];
  readonly key: string;
}

function unknownKeys({ path, keys }: z.core.$ZodIssueUnrecognizedKeys): readonly UnknownKey[] {
  return keys.map((key) => ({ path, key }));
}

function allowedKeys(keys: readonly string[]): string {
  return keys.length === 0 ? "Remove it." : `Remove it. Allowed here: ${keys.join(", ")}.`;
}

/** Keys much longer than any known one are not compared. */
function nearestKey(key: string, known: readonly string[]): string | null {
  return key.length > 64 ? null : nearestName(key, known);
}

function isMissing(file: YamlFile, path: readonly PropertyKey[]): boolean {
  const value = path.reduce<unknown>(
    (within, part) =>
      typeof within === "object" && within !== null ? (within as Record<PropertyKey, unknown>)[part] : undefined,
    file.value,
  );
  return value === undefined;
}

function missing(file: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue): Finding {
  const key = String(issue.path.at(-1));
  const example = issue.code === "invalid_type" ? ` Its type is ${issue.expected}.` : "";
  const siblingKeys = keysAt(schema, issue.path.slice(0, -1));
  return finding(file, issue.path, {
    code: "KEY_MISSING",
    reason: `the key "${key}" is missing`,
    remedy: `Add it.${example}${siblingKeys.length > 1 ? ` Keys here: ${siblingKeys.join(", ")}.` : ""}`,
  });
}

function invalid(file: YamlFile, issue: z.core.$ZodIssue): Finding {
  const quote = issue.code === "invalid_type" && issue.expected === "string" && issue.path.length > 0;
  return finding(file, issue.path, {
    code: "VALUE_INVALID",
    reason: messageOf(issue).replace(/^Invalid (input|option): /, ""),
    remedy: quote
      ? 'Write a string; numbers and booleans in quotes: "15".'
      : "See catalog/schema/ for the allowed values; editors use it for completion.",
  });
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key" || issue.code === "invalid_element")
    return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function finding(
  file: YamlFile,
  path: readonly PropertyKey[],
  { code, reason, remedy }: Pick<Finding, "code" | "reason" | "remedy">,
): Finding {
  const subject = path.length === 0 ? file.name : path.map(String).join(".");
  const named = subject === file.name || code.startsWith("KEY_") ? reason : `${subject}: ${reason}`;
  return { code, ...file.locate(path), subject, reason: named, remedy, severity: "error" };
}
