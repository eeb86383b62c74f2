import type { Finding } from "./finding";

/** A finding that appeared, has other numbers or names, or is gone. */
export interface FindingChange {
  readonly change: "found" | "changed" | "resolved";
  readonly finding: Finding;
}

export interface WatchPorts {
  /** Runs all checks. */
  readonly check: () => Promise<readonly Finding[]>;
  /** Ends early when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly print: (changes: readonly FindingChange[]) => void;
}

/** Runs the checks again and again, and prints what changes, until the signal is aborted. @param interval ms */
export async function watchFindings(ports: WatchPorts, interval: number, signal: AbortSignal): Promise<void> {
  let before: readonly Finding[] = [];
  while (!signal.aborted) {
    const now = problemsOf(await ports.check());
    // What was checked while Ctrl-C was pressed may be incomplete.
    if (signal.aborted) return;
    ports.print(findingChanges(before, now));
    before = now;
    await ports.sleep(interval, signal);
  }
}

function problemsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ status }) => status === "fail" || status === "warn");
}

/** The same finding at another time: a check has one of each code, unless it says what each is about. */
function keyOf({ id, code, about }: Finding): string {
  return `${id} ${String(code)} ${about ?? ""}`;
}

/** The first line: what follows are details such as times. */
function factOf({ detail }: Finding): string {
  return detail.split("\n")[0] ?? "";
}

export function findingChanges(before: readonly Finding[], now: readonly Finding[]): readonly FindingChange[] {
  const known = new Map(before.map((finding) => [keyOf(finding), finding]));
  const current = new Set(now.map(keyOf));
  return [
    ...now.flatMap((finding): readonly FindingChange[] => {
      const earlier = known.get(keyOf(finding));
      if (earlier === undefined) return [{ change: "found", finding }];
      return factOf(earlier) === factOf(finding) ? [] : [{ change: "changed", finding }];
    }),
    ...before.flatMap((finding): readonly FindingChange[] =>
      current.has(keyOf(finding)) ? [] : [{ change: "resolved", finding }],
    ),
  ];
}
