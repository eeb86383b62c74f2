import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { Finding, Position } from "../finding";
import { findUnreadable } from "./yamlText";

/** A parsed catalog file: its value, and the positions of its parts. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Position of the deepest part of a path that exists. */
  locate(path: readonly PropertyKey[]): Position;
}

/** Parses one file. Invalid YAML becomes findings, never an exception. */
export function parseYamlFile(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const unreadable = findUnreadable(text);
  if (unreadable !== null) {
    const { offset, code, reason, remedy } = unreadable;
    const before = text.slice(0, offset).split("\n");
    const where = { file: name, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const finding: Finding = { code, ...where, subject: name, reason, remedy, severity: "error" };
    return { name, value: undefined, findings: [finding], locate: () => where };
  }
  // duplicateKeys() replaces the parser's check for unique keys, which is quadratic.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, stringKeys: true });
  const problems = [...document.errors, ...document.warnings];
  const [first] = problems;
  const findings =
    first === undefined
      ? [...duplicateKeys(document, at), ...aliases(document, at)]
      : // Errors after the first are mostly consequences.
        [syntaxError(name, at(first.pos[0]), first.message)];
  const value: unknown = findings.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  return { name, value, findings, locate: (path) => at(offsetOf(document, path)) };
}

function syntaxError(name: string, where: Position, message: string): Finding {
  const reason = (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
  return { code: "YAML", ...where, subject: name, reason, remedy: "Fix the YAML here.", severity: "error" };
}

function duplicateKeys(document: Document, at: (offset: number) => Position): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : "";
        if (name === "__proto__") {
          const reason = 'the key "__proto__" is not allowed';
          const where = at(startOf(key));
          findings.push({
            code: "KEY_UNKNOWN",
            ...where,
            subject: name,
            reason,
            remedy: "Rename it.",
            severity: "error",
          });
          continue;
        }
        const earlier = seen.get(name);
        seen.set(name, earlier ?? startOf(key));
        if (earlier === undefined) continue;
        const reason = `"${name}" is on lines ${String(at(earlier).line)} and ${String(at(startOf(key)).line)}`;
        const found = { code: "KEY_TWICE", subject: name, reason, remedy: "Keep one.", severity: "error" } as const;
        findings.push({ ...at(startOf(key)), ...found, also: [at(earlier)] });
      }
    },
  });
  return findings;
}

/** Aliases are not supported: nested aliases can expand to billions of values. */
function aliases(document: Document, at: (offset: number) => Position): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Alias(_key, alias) {
      findings.push({
        code: "YAML_ALIAS",
        ...at(startOf(alias)),
        subject: `*${alias.source}`,
        reason: "YAML aliases are not supported in the catalog",
        remedy: "Write the value out.",
        severity: "error",
      });
    },
  });
  return findings;
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
