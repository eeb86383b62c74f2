import type { CheckGroup } from "../../model/catalog/schema/checks";
import { DeployError } from "../../model/errors";
import { acceptsPlaceholders } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import { checkLine } from "../ui/checks";
import type { Terminal } from "../ui/terminal";
import { removeAbandoned } from "./testData/abandonedData";
import { runChecks } from "./check";
import { planChecks, type Finished, type Occasion } from "./plan";
import type { Subject } from "./subject";
import type { CheckResult, NoHandler, Verdict } from "./verdict";
import { isWatching } from "./monitoring/monitoring";

/**
 * Runs the checks of an occasion, says of each how it went, and leaves nothing of the test user. What
 * watches the stage comes after what uses it.
 */
export async function verifyStage(
  subject: Subject,
  occasion: Occasion,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  const { checks, finish } = planChecks(subject, occasion, signal);
  const abandoned = removeAbandoned(subject);
  const results: CheckResult[] = [];
  const say = (result: CheckResult): void => {
    terminal.note(checkLine(result, terminal.colors));
  };
  let finished: Finished = { failure: null, left: [] };
  try {
    for (const late of [false, true])
      results.push(
        ...(await runChecks(
          checks.filter(({ kind }) => isWatching(kind) === late),
          signal,
          say,
        )),
      );
  } finally {
    finished = await finish();
  }
  const ofUser = userVerdict(finished, results);
  if (ofUser !== null) {
    const result = { id: "user", group: "login", title: "The test user", verdict: ofUser, milliseconds: 0 } as const;
    say(result);
    results.push(result);
  }
  for (const what of [...(await abandoned), ...untold(results, occasion, signal)])
    terminal.warn(`Left behind by the checks: ${what}`);
  return results;
}

/** What was left behind and no error will tell: whoever stopped the checks is told nothing else of what was found. */
function untold(results: readonly CheckResult[], { kind }: Occasion, { aborted }: AbortSignal): readonly string[] {
  return results.flatMap(({ verdict }) => {
    const isTold = !aborted && (verdict.kind === "failed" || leftoversIn(kind) === "fail");
    return isTold ? [] : (verdict.left ?? []);
  });
}

/**
 * That there was no test user is reported once, here, and not by each check that needs one. What was left behind of the
 * user says nothing of the release; it is no pass by itself, where nothing else has passed.
 */
function userVerdict({ failure, left }: Finished, others: readonly CheckResult[]): Verdict | null {
  const leftovers = left.length === 0 ? {} : { left };
  if (failure !== null) return { ...failure, ...leftovers };
  if (left.length === 0) return null;
  const reason = "the test user could not be deleted completely";
  const hasPassed = others.some(({ verdict }) => verdict.kind === "passed");
  return hasPassed ? { kind: "passed", note: reason, left } : { kind: "inconclusive", reason, left };
}

/** What becomes of what the checks left behind: it fails them, or is a warning and holds nothing against the release. */
export type Leftovers = "fail" | "warn";

/** A release would be taken back for what says nothing of it, and the way back would fail by the same. */
export function leftoversIn(kind: Occasion["kind"]): Leftovers {
  return kind === "verify" ? "fail" : "warn";
}

/**
 * What the results mean for a stage; null: it holds.
 * @param remedy what to do about a failure
 */
export function verificationError(
  results: readonly CheckResult[],
  stage: Stage,
  remedy: string,
  leftovers: Leftovers,
): DeployError | null {
  const failed = results.flatMap(({ title, verdict }) =>
    verdict.kind === "failed" ? [`${title}: ${verdict.reason}${detailLines(verdict)}`] : [],
  );
  const littered = results.flatMap(({ title, verdict }) =>
    leftovers === "fail" && verdict.kind !== "failed" && (verdict.left ?? []).length > 0
      ? [`${title}: not all that it made was taken away${detailLines(verdict)}`]
      : [],
  );
  if (failed.length + littered.length > 0) {
    const [bad, did] = failed.length > 0 ? [failed, "failed"] : [littered, "left something behind"];
    const what = `${String(bad.length)} of ${String(results.length)} checks ${did}`;
    return told("VERIFICATION", what, [...failed, ...littered], remedy);
  }
  const open = results.flatMap(({ title, group, verdict }) =>
    verdict.kind === "inconclusive" && !isAccepted(stage, group, verdict.because)
      ? [`${title}: ${verdict.reason}`]
      : [],
  );
  if (open.length > 0)
    return told(
      "INCONCLUSIVE",
      `${String(open.length)} of ${String(results.length)} checks were inconclusive, and ${stage.name} does not accept that`,
      open,
      remedy,
    );
  if (results.some(({ verdict }) => verdict.kind === "passed")) return null;
  if (results.length === 0) return told("INCONCLUSIVE", "No check ran", [NO_CHECKS], WRITE_CHECKS);
  return told("INCONCLUSIVE", "No check passed", ["each one was inconclusive"], remedy);
}

/** Whether a stage accepts an inconclusive check: of that group, or because it does without the handler. */
function isAccepted(stage: Stage, group: CheckGroup, because: NoHandler | undefined): boolean {
  if (stage.verification.acceptInconclusive.includes(group)) return true;
  switch (because) {
    case undefined:
      return false;
    case "absent":
      return true;
    case "placeholder":
      return acceptsPlaceholders(stage);
  }
}

export const NO_CHECKS = "the release has no checks, or none that is due on this stage";
export const WRITE_CHECKS = "Write checks in catalog/checks.yaml, in the backend's folder, and deploy them.";

function told(
  code: "VERIFICATION" | "INCONCLUSIVE",
  what: string,
  lines: readonly string[],
  remedy: string,
): DeployError {
  return new DeployError(code, `${what}:\n${lines.map((line) => `  ${line}`).join("\n")}`, remedy);
}

function detailLines(verdict: Verdict): string {
  const { left = [] } = verdict;
  const { evidence = [], declaredAt, remedy } = verdict.kind === "failed" ? verdict : {};
  return [
    ...left.map((what) => `left behind ${what}`),
    ...evidence.flatMap(({ request, response, logs }) => [
      `asked     ${request}`,
      `answered  ${response}`,
      ...logs.map((line) => `logged    ${line}`),
    ]),
    ...(declaredAt === undefined ? [] : [`declared  ${declaredAt}`]),
    ...(remedy === undefined ? [] : [`fix       ${remedy}`]),
  ]
    .map((line) => `\n      ${line}`)
    .join("");
}
