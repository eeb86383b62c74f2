import { join } from "node:path";
import { EXIT } from "../../model/errors";
import { type Command, type CommandResult } from "./command";

/** The catalog: every defect at once. */
export const check: Command = {
  name: "check",
  summary: "the catalog: every defect at once, with file, line and remedy",
  args: "",
  options: [],
  async run(context): Promise<CommandResult> {
    const { checkCatalogFolder } = await import("../catalog/source");
    const { findings, counts } = await checkCatalogFolder(join(context.wiring.root, "catalog"));
    const { colors } = context.terminal;
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const lines = findings.flatMap((finding) => [
      `${finding.file}:${String(finding.line)}:${String(finding.column)} ${finding.severity === "error" ? colors.red("error") : colors.yellow("warning")} ${finding.reason} ${colors.dim(finding.code)}`,
      `    ${finding.remedy}`,
    ]);
    const last =
      findings.length === 0 ? counts : `${String(errors)} errors, ${String(findings.length - errors)} warnings`;
    return { exit: errors > 0 ? EXIT.usage : EXIT.done, lines: [...lines, last], data: { findings, counts } };
  },
};
