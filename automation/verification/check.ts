/** What a check found. */
export type Verdict = { readonly kind: "passed" } | { readonly kind: "failed"; readonly reason: string };

/** One thing that must hold on a stage that is in use. */
export interface Check {
  readonly id: string;
  readonly title: string;
  run(): Promise<Verdict>;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

/** Runs checks one after the other: later ones use what earlier ones made. A check that throws has failed. */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, title, run } of checks) {
    const started = performance.now();
    const verdict = await run().catch((error: unknown): Verdict => ({
      kind: "failed",
      reason: error instanceof Error ? error.message : String(error),
    }));
    results.push({ id, title, verdict, milliseconds: performance.now() - started });
  }
  return results;
}

export function failedChecks(results: readonly CheckResult[]): readonly string[] {
  return results.flatMap(({ title, verdict }) => (verdict.kind === "failed" ? [`${title}: ${verdict.reason}`] : []));
}
