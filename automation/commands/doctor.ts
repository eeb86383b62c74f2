import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** Checks what a deployment needs, and prints all findings at once. */
export const doctor: Command = {
  name: "doctor",
  summary: "check what a deployment needs",
  description:
    "Check the tools of this machine and, for a stage, its identity, permissions, buckets, parameters and quotas.",
  args: "[stage]",
  options: [],
  async run(context, [stageName]): Promise<CommandResult> {
    const { toolFindings } = await import("../doctor/tools");
    const { stageFindings } = await import("../doctor/stage");
    const findings = [
      ...(await toolFindings(context)),
      ...(stageName === undefined ? [] : await stageFindings(context, stageName)),
    ];
    const { colors } = context.terminal;
    const marks = {
      ok: colors.green("✔"),
      warn: colors.yellow("!"),
      fail: colors.red("✖"),
      "not-available": colors.dim("·"),
    };
    const lines = findings.flatMap(({ title, status, detail, remedy }) => [
      `${marks[status]} ${title}: ${detail}`,
      ...(remedy === "" || status === "ok" ? [] : [`    ${remedy}`]),
    ]);
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
    return { exit: failed === 0 ? EXIT.done : EXIT.preflight, lines: [...lines, last], data: { findings } };
  },
};
