import { EXIT } from "../../model/errors";
import { type Command, type CommandResult, type Context } from "./command";
import type { CheckedResult } from "../preflight/run";

/** Checks what a deployment needs, and prints all findings at once. */
export const doctor: Command = {
  name: "doctor",
  summary: "check what a deployment needs",
  description:
    "Check the tools of this machine and, for a stage, everything that a deployment checks first: identity, permissions, buckets, state, parameters, quotas.",
  args: "[stage]",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { checkMachine, findingsOf } = await import("../preflight/run");
    const { findingLines } = await import("../ui/findings");
    const checked = stageName === undefined ? await checkMachine(context) : await checkStageOf(context, stageName);
    const findings = findingsOf(checked);
    if (findings.some(({ id, status }) => id === "identity" && status === "fail")) {
      const { rehearsalHint } = await import("../rehearsalHint");
      const hint = await rehearsalHint(context);
      if (hint !== null) context.terminal.warn(hint);
    }
    const failed = findings.filter(({ status }) => status === "fail").length;
    const last =
      failed === 0
        ? stageName === undefined
          ? "This machine has all tools. Check a stage too: `bin/deploy doctor <stage>`."
          : "All checks passed."
        : `${String(failed)} of ${String(findings.length)} checks failed.`;
    return {
      exit: failed === 0 ? EXIT.done : EXIT.preflight,
      lines: [...findingLines(findings, context.terminal.colors), last],
      data: { findings },
    };
  },
};

async function checkStageOf(context: Context, stageName: string): Promise<readonly CheckedResult[]> {
  const { checkStage } = await import("../preflight/run");
  const { readingsOf } = await import("../preflight/subject");
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { openSession } = await import("../session");
  const session = await openSession(context, stageName);
  const { root } = context.wiring;
  const catalog = await readProjectCatalog(root);
  const readings = readingsOf(root, session);
  return checkStage({ context, purpose: "doctor", locks: true, session, catalog, overrides: [], readings });
}
