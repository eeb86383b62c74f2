import { CHECK_GROUPS, type CheckGroup, type CheckSpec } from "../../model/catalog/schema/checks";
import type { Check } from "./check";
import { CLEANUP_TIMEOUT_MS as CLEANUP_LIMIT } from "./testData/cleanup";
import { API_TIMEOUT_MS, type Subject } from "./subject";
import { testUser, type TestUser } from "./testData/testUser";
import type { Verdict } from "./verdict";
import { isMonitoringCheck, runMonitoringCheck } from "./monitoring/monitoring";

export interface PlannedChecks {
  readonly checks: readonly Check[];
  /** Deletes the test user, if one was created. */
  finish(): Promise<TestUserResult>;
}

export interface TestUserResult {
  /** Why the test user could not be created; null where it was, or no check needed it. */
  readonly failure: Verdict | null;
  /** What was not deleted of the test user, in sentences. */
  readonly left: readonly string[];
}

/** What runs the checks: a deployment, a rollback, or the command `verify`, which may select groups. */
export type VerificationMode =
  | { readonly kind: "deployment" }
  | { readonly kind: "rollback" }
  | { readonly kind: "verify"; readonly groups: readonly CheckGroup[] };

/** The checks of a release that are due, in the order of their groups. */
export function planChecks(subject: Subject, mode: VerificationMode, signal: AbortSignal): PlannedChecks {
  const { user: spec, checks } = subject.release.catalog.checks;
  const user = spec === undefined ? null : testUser(subject, spec, signal);
  const due = Object.entries(checks)
    .filter(([, check]) => check.stages?.includes(subject.stage.name) ?? true)
    .filter(([, check]) => isDue(check, mode))
    .sort(([, a], [, b]) => CHECK_GROUPS.indexOf(a.group) - CHECK_GROUPS.indexOf(b.group));
  return {
    checks: due.map(([id, check]) => ({
      id,
      kind: check.kind,
      group: check.group,
      title: check.purpose,
      timeoutMs: check.timeoutSeconds * 1_000,
      graceMs: graceOf(check),
      attempts: check.attempts,
      run: (checkSignal) => runCheck(subject, id, check, user, checkSignal),
    })),
    finish: async () => {
      const left = (await user?.delete()) ?? [];
      return { failure: user?.failure() ?? null, left };
    },
  };
}

/** Time to report what was found. */
const REPORT_GRACE_MS = 3_000;

function graceOf(check: CheckSpec): number {
  if (check.kind !== "requests") return REPORT_GRACE_MS;
  return REPORT_GRACE_MS + API_TIMEOUT_MS + check.cleanup.length * CLEANUP_LIMIT;
}

function isDue(check: CheckSpec, mode: VerificationMode): boolean {
  switch (mode.kind) {
    case "deployment":
      return check.when === "always";
    case "rollback":
      return check.when === "always" && !isMonitoringCheck(check.kind);
    case "verify":
      return mode.groups.length === 0 || mode.groups.includes(check.group);
  }
}

/** The code of a kind of check is loaded when a check of that kind runs. */
async function runCheck(
  subject: Subject,
  id: string,
  check: CheckSpec,
  user: TestUser | null,
  signal: AbortSignal,
): Promise<Verdict> {
  switch (check.kind) {
    case "requests":
      return (await import("./requests/requests")).checkRequests(subject, check, user, signal, [
        "checks",
        "checks",
        id,
      ]);
    case "routes":
      return (await import("./routes/routes")).checkRoutes(subject, check, user, signal);
    case "go-tests":
      return (await import("./goTests/goTests")).checkGoTests(subject, check, signal);
    case "metrics":
      return runMonitoringCheck(check.kind, async () =>
        (await import("./monitoring/metrics")).checkMetrics(subject, check, signal),
      );
    case "logs":
      return runMonitoringCheck(check.kind, async () => (await import("./monitoring/logs")).checkLogs(subject, signal));
    case "traces":
      return runMonitoringCheck(check.kind, async () =>
        (await import("./monitoring/traces")).checkTraces(subject, signal),
      );
  }
}
