import { checkLine } from "../ui/checks";
import type { Terminal } from "../ui/terminal";
import { runChecks } from "./check";
import { isMonitoringCheck } from "./monitoring/monitoring";
import { planChecks, type TestUserResult, type VerificationMode } from "./plan";
import type { Subject } from "./subject";
import { deleteAbandonedData } from "./testData/abandonedData";
import type { CheckResult, Verdict } from "./verdict";
import type { LeftoverHandling } from "./verificationError";

/**
 * Runs the checks that are due, prints the result of each, and deletes the test user. Monitoring checks run after the checks
 * that use the stage.
 */
export async function verifyStage(
  subject: Subject,
  mode: VerificationMode,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  const { checks, finish } = planChecks(subject, mode, signal);
  const abandonedLeftovers = deleteAbandonedData(subject);
  const results: CheckResult[] = [];
  const print = (result: CheckResult): void => {
    terminal.note(checkLine(result, terminal.colors));
  };
  let testUser: TestUserResult = { failure: null, left: [] };
  try {
    for (const isMonitoring of [false, true])
      results.push(
        ...(await runChecks(
          checks.filter(({ kind }) => isMonitoringCheck(kind) === isMonitoring),
          signal,
          print,
        )),
      );
  } finally {
    testUser = await finish();
  }
  const verdict = testUserVerdict(testUser, results);
  if (verdict !== null) {
    const result = { id: "user", group: "login", title: "The test user", verdict, milliseconds: 0 } as const;
    print(result);
    results.push(result);
  }
  for (const what of [...(await abandonedLeftovers), ...unreportedLeftovers(results, mode, signal)])
    terminal.warn(`Test data of the checks was not deleted: ${what}`);
  return results;
}

/** Test data that was not deleted and that no error reports: a cancelled run reports no results. */
function unreportedLeftovers(
  results: readonly CheckResult[],
  { kind }: VerificationMode,
  { aborted }: AbortSignal,
): readonly string[] {
  return results.flatMap(({ verdict }) => {
    const isReported = !aborted && (verdict.kind === "failed" || leftoverHandling(kind) === "fail");
    return isReported ? [] : (verdict.left ?? []);
  });
}

/**
 * A test user that could not be created is reported once, here, and not by each check that needs it. A test user that could
 * not be deleted says nothing about the release; this result alone does not verify a stage.
 */
function testUserVerdict({ failure, left }: TestUserResult, others: readonly CheckResult[]): Verdict | null {
  const leftovers = left.length === 0 ? {} : { left };
  if (failure !== null) return { ...failure, ...leftovers };
  if (left.length === 0) return null;
  const reason = "the test user could not be deleted completely";
  const hasPassed = others.some(({ verdict }) => verdict.kind === "passed");
  return hasPassed ? { kind: "passed", note: reason, left } : { kind: "inconclusive", reason, left };
}

/** A deployment is not rolled back for test data: that says nothing about the release, and would fail the rollback, too. */
export function leftoverHandling(kind: VerificationMode["kind"]): LeftoverHandling {
  return kind === "verify" ? "fail" : "warn";
}
