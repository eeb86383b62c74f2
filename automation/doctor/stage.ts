import { DeployError, type ErrorCode } from "../../model/errors";
import type { Context } from "../commands/command";
import { openSession } from "../session";
import type { DoctorCheck } from "./accountChecks";
import type { DoctorFinding } from "./finding";

/** Checks what a stage needs of its account: identity, permissions, buckets, parameters, quotas. */
export async function stageFindings(context: Context, stageName: string): Promise<readonly DoctorFinding[]> {
  const { accountChecks } = await import("./accountChecks");
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { stage, target } = await openSession(context, stageName);
  const catalog = await readProjectCatalog(context.wiring.root);
  return runChecks(accountChecks(target, stage, catalog));
}

/** Errors of the identity with which every other check would fail too, or would check the wrong account. */
const IDENTITY_ERRORS: readonly ErrorCode[] = ["IDENTITY_UNKNOWN", "IDENTITY_MISMATCH"];

/** Runs the first check, the identity, and then all others, unless the identity is not that of the stage. */
export async function runChecks([first, ...others]: readonly DoctorCheck[]): Promise<readonly DoctorFinding[]> {
  if (first === undefined) return [];
  const { finding, code } = await runCheck(first);
  if (code === null || !IDENTITY_ERRORS.includes(code))
    return [finding, ...(await Promise.all(others.map(async (check) => (await runCheck(check)).finding)))];
  const detail = "not checked without an identity in the account of the stage";
  return [
    finding,
    ...others.map(({ id, title }) => ({ id, title, status: "not-available", detail, remedy: "" }) as const),
  ];
}

/** @returns code: of the error with which the check ended; null where there was none */
async function runCheck({
  id,
  title,
  run,
}: DoctorCheck): Promise<{ readonly finding: DoctorFinding; readonly code: ErrorCode | null }> {
  try {
    return { finding: { id, title, ...(await run()) }, code: null };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { what, remedy, code } = error;
    return { finding: { id, title, status: "fail", detail: what, remedy }, code };
  }
}
