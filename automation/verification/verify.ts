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
  try {
    const say = (result: CheckResult): void => {
      terminal.note(checkLine(result, terminal.colors));
    };
    const [asking, watching] = [false, true].map((late) => checks.filter(({ kind }) => isWatching(kind) === late));
    const asked = await runChecks(asking ?? [], signal, say);
    return [...asked, ...(await runChecks(watching ?? [], signal, say))];
  } finally {
    for (const left of await finish()) terminal.warn(`Left behind by the checks: ${left}`);
  }
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

/**
 * That nobody waits for verdicts any more; and what the checks left behind, which somebody has to take away.
 * @param remedy how to start over
 */
export function cancelledError(results: readonly CheckResult[], remedy: string): DeployError {
  const left = leftBehind(results);
  const what = left.length === 0 ? "" : ` Left behind by the checks:\n${left.map((one) => `  ${one}`).join("\n")}`;
  return new DeployError("CANCELLED", `Cancelled before every check had ended.${what}`, remedy);
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
