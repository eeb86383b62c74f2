import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import { checkLine } from "../ui/checks";
import type { Terminal } from "../ui/terminal";
import { runChecks } from "./check";
import { planChecks, type Occasion } from "./plan";
import type { Subject } from "./subject";
import type { CheckResult, Verdict } from "./verdict";
import { isWatching } from "./watch";

/**
 * Runs the checks of an occasion, says of each how it went, and leaves nothing of the throw-away user. What
 * watches the stage comes after what uses it.
 */
export async function verifyStage(
  subject: Subject,
  occasion: Occasion,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  const { checks, finish } = planChecks(subject, occasion, signal);
  const results: CheckResult[] = [];
  const say = (result: CheckResult): void => {
    terminal.note(checkLine(result, terminal.colors));
  };
  let left: readonly string[] = [];
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
    left = await finish();
  }
  if (left.length > 0) {
    const result = userLeft(left);
    say(result);
    results.push(result);
  }
  // Whoever stopped it is told nothing else of what was found.
  if (signal.aborted) for (const what of leftBehind(results)) terminal.warn(`Left behind by the checks: ${what}`);
  return results;
}

const USER = "user";

/**
 * What is left of the throw-away user fails a check that somebody asked for. It says nothing against a release, which
 * would otherwise be taken back for it: to a deployment it is told, and no more.
 */
export function ofTheRelease(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.filter(({ id }) => id !== USER);
}

function userLeft(left: readonly string[]): CheckResult {
  return {
    id: USER,
    group: "login",
    title: "The throw-away user is taken away",
    verdict: { kind: "failed", reason: "not all of him could be taken away", left },
    milliseconds: 0,
  };
}

/**
 * What the results mean for a stage; null: it holds.
 * @param remedy what to do about a failure
 */
export function verificationError(results: readonly CheckResult[], stage: Stage, remedy: string): DeployError | null {
  const failed = results.flatMap(({ title, verdict }) =>
    verdict.kind === "failed" ? [`${title}: ${verdict.reason}${detailLines(verdict)}`] : [],
  );
  if (failed.length > 0)
    return told("VERIFICATION", `${String(failed.length)} of ${String(results.length)} checks failed`, failed, remedy);
  const { acceptInconclusive } = stage.verification;
  const open = results.flatMap(({ title, group, verdict }) =>
    verdict.kind === "inconclusive" && !acceptInconclusive.includes(group) ? [`${title}: ${verdict.reason}`] : [],
  );
  if (open.length > 0)
    return told(
      "INCONCLUSIVE",
      `${String(open.length)} of ${String(results.length)} checks could not tell`,
      open,
      remedy,
    );
  if (results.some(({ verdict }) => verdict.kind === "passed")) return null;
  return told("INCONCLUSIVE", "No check has passed", ["catalog/checks.yaml has none that says anything here"], remedy);
}

function leftBehind(results: readonly CheckResult[]): readonly string[] {
  return results.flatMap(({ verdict }) => (verdict.kind === "failed" ? (verdict.left ?? []) : []));
}

function told(
  code: "VERIFICATION" | "INCONCLUSIVE",
  what: string,
  lines: readonly string[],
  remedy: string,
): DeployError {
  return new DeployError(code, `${what}:\n${lines.map((line) => `  ${line}`).join("\n")}`, remedy);
}

function detailLines({ left = [], evidence = [] }: Extract<Verdict, { readonly kind: "failed" }>): string {
  return [
    ...left.map((what) => `left behind ${what}`),
    ...evidence.flatMap(({ request, response, logs }) => [
      `asked     ${request}`,
      `answered  ${response}`,
      ...logs.map((line) => `logged    ${line}`),
    ]),
  ]
    .map((line) => `\n      ${line}`)
    .join("");
}
