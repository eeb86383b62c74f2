/** An error or warning about the catalog: position, reason and remedy. */
export interface Finding {
  /** Stable, machine-readable: `REFERENCE_UNKNOWN`. */
  readonly code: string;
  /** Relative to the project: `catalog/services/users.yaml`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What the finding is about: a function, a route, a table. */
  readonly subject: string;
  readonly reason: string;
  readonly remedy: string;
  readonly severity: "error" | "warning";
  /** Other positions: the second of two conflicting entries, more lines with the same unknown name. @default none */
  readonly also?: readonly Position[];
  /** Subjects of the other positions, which a suppression may name instead. @default none */
  readonly alsoSubjects?: readonly string[];
}

/** A position in a file; line and column are counted from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `catalog/services/users.yaml:37` */
export function positionText({ file, line }: Position): string {
  return `${file}:${String(line)}`;
}

/** Sorts by file and position. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
