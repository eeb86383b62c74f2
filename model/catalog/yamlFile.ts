import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { Finding, Position } from "./finding";

/** A file of the catalog: its value, and where each part of it stands. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Of the deepest part of a path that is there. */
  locate(path: readonly PropertyKey[]): Position;
}

/** A catalog file is kilobytes; anything larger is a mistake, and would only slow the parser. */
const LARGEST = 1024 * 1024;

/** Parses one file. What is no YAML becomes findings, never an exception. */
export function parseYamlFile(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  if (text.length > LARGEST) return broken(name, "the file is larger than 1 MiB", "Split it.");
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const findings = document.errors.map((error) => ({
    code: "YAML",
    ...at(error.pos[0]),
    subject: name,
    reason: (error.message.split("\n")[0] ?? error.message).replace(/ at line \d+, column \d+:?$/, ""),
    remedy: "Mend the YAML at this place.",
    severity: "error" as const,
  }));
  return {
    name,
    value: findings.length > 0 ? undefined : valueOf(document),
    findings,
    locate: (path) => at(offsetOf(document, path)),
  };
}

function broken(name: string, reason: string, remedy: string): YamlFile {
  const where = { file: name, line: 1, column: 1 };
  return {
    name,
    value: undefined,
    findings: [{ code: "YAML", ...where, subject: name, reason, remedy, severity: "error" }],
    locate: () => where,
  };
}

/** Aliases are not expanded: a few lines of them can name a thousand million values. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (node === undefined) return offset;
      offset = startOf(node);
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
