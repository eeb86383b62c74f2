import { CHECK_GROUPS, type CheckGroup, type CheckSpec } from "../../model/catalog/schema/checks";
import type { Check } from "./check";
import { LIMIT as CLEANUP_LIMIT } from "./testData/cleanup";
import { LONGEST_ANSWER, type Subject } from "./subject";
import { testUser, type TestUser } from "./testData/testUser";
import type { Verdict } from "./verdict";
import { isWatching, watched } from "./monitoring/monitoring";

export interface PlannedChecks {
  readonly checks: readonly Check[];
  /** Deletes the test user, if one was created. */
  finish(): Promise<Finished>;
}

export interface Finished {
  /** Why there was no test user; null where there was one, or no check asked for one. */
  readonly failure: Verdict | null;
  /** What was left behind of the test user, in sentences. */
  readonly left: readonly string[];
}

/** Who asks: a deployment, one that goes back, or somebody on the command line, who may name the groups. */
export type Occasion =
  | { readonly kind: "deployment" }
  | { readonly kind: "rollback" }
  | { readonly kind: "verify"; readonly groups: readonly CheckGroup[] };

/** The checks of a release for an occasion, in the order of their groups. */
export function planChecks(subject: Subject, occasion: Occasion, signal: AbortSignal): PlannedChecks {
  const { user: spec, checks } = subject.release.catalog.checks;
  const user = spec === undefined ? null : testUser(subject, spec, signal);
  const chosen = Object.entries(checks)
    .filter(([, check]) => check.stages?.includes(subject.stage.name) ?? true)
    .filter(([, check]) => isDue(check, occasion))
    .sort(([, a], [, b]) => CHECK_GROUPS.indexOf(a.group) - CHECK_GROUPS.indexOf(b.group));
  return {
    checks: chosen.map(([id, check]) => ({
      id,
      kind: check.kind,
      group: check.group,
      title: check.purpose,
      timeoutMs: check.timeoutSeconds * 1_000,
      graceMs: graceOf(check),
      attempts: check.attempts,
      run: (within) => runCheck(subject, id, check, user, within),
    })),
    finish: async () => {
      const left = (await user?.remove()) ?? [];
      return { failure: user?.failure() ?? null, left };
    },
  };
}

/** To say what was seen until then. ms */
const LAST_WORDS = 3_000;

/** ms */
function graceOf(check: CheckSpec): number {
  if (check.kind !== "requests") return LAST_WORDS;
  return LAST_WORDS + LONGEST_ANSWER + check.cleanup.length * CLEANUP_LIMIT;
}

function isDue(check: CheckSpec, occasion: Occasion): boolean {
  switch (occasion.kind) {
    case "deployment":
      return check.when === "always";
    case "rollback":
      return check.when === "always" && !isWatching(check.kind);
    case "verify":
      return occasion.groups.length === 0 || occasion.groups.includes(check.group);
  }
}

/** Files of checks are read when one of their kind runs. */
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
      return watched(check.kind, async () =>
        (await import("./monitoring/metrics")).checkMetrics(subject, check, signal),
      );
    case "logs":
      return watched(check.kind, async () => (await import("./monitoring/logs")).checkLogs(subject, signal));
    case "traces":
      return watched(check.kind, async () => (await import("./monitoring/traces")).checkTraces(subject, signal));
  }
}
