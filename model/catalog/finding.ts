/** Something wrong in the catalog: where, why, and what to do. */
export interface Finding {
  /** Stable, machine-readable: `REFERENCE_UNKNOWN`. */
  readonly code: string;
  /** Relative to the project: `catalog/services/users.yaml`. */
  readonly file: string;
  /** 1 for the first. */
  readonly line: number;
  readonly column: number;
  /** What is wrong: a function, a route, a table. */
  readonly subject: string;
  readonly reason: string;
  readonly remedy: string;
  readonly severity: "error" | "warning";
  /** Other places that have a part in it: the other of two entries in conflict, more lines with an unknown name. @default none */
  readonly also?: readonly Position[];
  /** Subjects of the other places: the finding can be accepted by these as well. @default none */
  readonly alsoSubjects?: readonly string[];
}

/** A place in a file, both counted from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `catalog/services/users.yaml:37` */
export function positionText({ file, line }: Position): string {
  return `${file}:${String(line)}`;
}

/** By file and line, as an editor would list them. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
