import { shortList } from "../shortList";

/** Why a handler has no artifact, although its folder exists. */
export interface BuildFailure {
  /** Name of the unit: `cmd/handlers/users/get`. */
  readonly handler: string;
  /** Relative to the backend; null where the message names no file. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** One or more lines, without paths of this machine. */
  readonly message: string;
  /** What to do instead of fixing the code. */
  readonly hint: string | null;
}

const POSITION = /^(?<file>[^\s:][^:\n]*):(?<line>\d+)(?::\d+)?: /m;

/** A failure at the first position in its message. */
export function failureFrom(handler: string, message: string, hint: string | null = null): BuildFailure {
  const { file = null, line } = POSITION.exec(message)?.groups ?? {};
  return { handler, file, line: line === undefined ? null : Number(line), message, hint };
}

export function failureAt(handler: string, file: string, what: string, line: number | null = null): BuildFailure {
  const place = line === null ? file : `${file}:${String(line)}`;
  return { handler, file, line, message: `${place}: ${what}`, hint: null };
}

/** Failures as text: a message that several handlers share is printed once, after their names. */
export function failureLines(failures: readonly BuildFailure[]): readonly string[] {
  const groups = new Map<string, BuildFailure[]>();
  for (const failure of failures) groups.set(failure.message, [...(groups.get(failure.message) ?? []), failure]);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ handler }) => handler);
    const hints = [...new Set(group.flatMap(({ hint }) => (hint === null ? [] : [hint])))];
    return [...shortList(names, 4), ...[...first.message.split("\n"), ...hints].map((line) => `    ${line}`)];
  });
}
