import { isFindingCode } from "../../model/preflight/findings";
import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { Check, MachineCheck, StageCheck } from "./check";
import { PREFLIGHT } from "./checks";
import { findingOf, foundError, notAvailable, type CheckResult, type Finding } from "./finding";
import type { Subject } from "./subject";

/** Results of one check. */
export interface CheckedResult {
  readonly check: Check;
  readonly results: readonly CheckResult[];
}

/** The tools of this machine. */
export function checkMachine(
  context: Context,
  checks: readonly Check[] = PREFLIGHT,
): Promise<readonly CheckedResult[]> {
  const own = checks.filter(
    (check): check is MachineCheck => check.on === "machine" && check.purposes.includes("doctor"),
  );
  return Promise.all(own.map((check) => runCheck(check, () => check.run(context))));
}

/**
 * Everything that a subject's purpose needs. The checks of the machine and the identity first, side by side; then all
 * others, side by side. Without the identity the others would ask the wrong account, or none: they are skipped.
 */
export async function checkStage(
  subject: Subject,
  checks: readonly Check[] = PREFLIGHT,
): Promise<readonly CheckedResult[]> {
  const due = checks.filter((check) => isDue(check, subject));
  const started = new Map<Check, Promise<CheckedResult>>();
  const start = (check: Check): Promise<CheckedResult> => {
    const known = started.get(check);
    if (known !== undefined) return known;
    const running = runCheck(check, () => (check.on === "machine" ? check.run(subject.context) : check.run(subject)));
    started.set(check, running);
    return running;
  };
  for (const check of due) if (check.on === "machine") void start(check);
  const identity = due.find(({ id }) => id === "identity");
  const isIdentified = identity === undefined || (await start(identity)).results.every(({ kind }) => kind !== "found");
  if (isIdentified) return Promise.all(due.map(start));
  const skipped = notAvailable("not checked without an identity in the account of the stage");
  const skip = (check: Check): Promise<CheckedResult> => Promise.resolve({ check, results: [skipped] });
  return Promise.all(due.map((check) => (check.on === "machine" || check === identity ? start(check) : skip(check))));
}

function isDue(check: Check, { purpose, locks, catalog }: Subject): boolean {
  if (!check.purposes.includes(purpose)) return false;
  if (check.on === "machine") return check.withoutStage !== true;
  return (check.ifLocks !== true || locks) && (check.ofRelease !== true || catalog !== null);
}

/** The checks of what a release needs, for a release that was not known when the others ran. */
export function checkRelease(subject: Subject): Promise<readonly CheckedResult[]> {
  return checkStage(
    subject,
    PREFLIGHT.filter((check) => check.on === "stage" && check.ofRelease === true),
  );
}

async function runCheck(
  check: Check,
  run: () => ReturnType<MachineCheck["run"]> | ReturnType<StageCheck["run"]>,
): Promise<CheckedResult> {
  try {
    const result = await run();
    return { check, results: "kind" in result ? [result] : result };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { check, results: [foundError(error, isFindingCode(error.code) ? error.code : "CHECK_FAILED")] };
  }
}

/** One finding for each result, without repeated ones: a failure of AWS may be that of several checks. */
export function findingsOf(checked: readonly CheckedResult[]): readonly Finding[] {
  const all = checked.flatMap(({ check, results }) => results.map((result) => findingOf(check.id, result)));
  const problem = ({ status }: Finding): boolean => status === "fail" || status === "warn";
  return all.filter(
    (finding, index) =>
      !problem(finding) || all.findIndex((other) => problem(other) && other.detail === finding.detail) === index,
  );
}

/** The error that a deployment ends with; null where nothing stops it. A single finding keeps its own error. */
export function preflightError(checked: readonly CheckedResult[]): DeployError | null {
  const findings = findingsOf(checked).filter(({ status }) => status === "fail");
  const [first] = findings;
  if (first === undefined) return null;
  const error = errorOf(checked, first);
  if (findings.length === 1 && error !== null) return error;
  const line = (text: (finding: Finding) => string): string =>
    findings.map((finding) => (findings.length === 1 ? text(finding) : `- ${text(finding)}`)).join("\n");
  return new DeployError(
    "PREFLIGHT",
    line(({ code, detail }) => (findings.length === 1 ? detail : `${String(code)}: ${detail}`)),
    line(({ remedy }) => remedy),
    { details: { findings } },
  );
}

function errorOf(checked: readonly CheckedResult[], finding: Finding): DeployError | null {
  for (const { results } of checked)
    for (const result of results)
      if (result.kind === "found" && result.detail === finding.detail) return result.error ?? null;
  return null;
}
