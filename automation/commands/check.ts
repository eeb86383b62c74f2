import { EXIT } from "../../model/errors";
import { count } from "../ui/duration";
import { type Command, type CommandResult } from "./command";

/** The catalog: every defect at once. */
export const check: Command = {
  name: "check",
  summary: "the catalog: every defect at once, with file, line and remedy",
  args: "",
  options: [],
  async run(context): Promise<CommandResult> {
    const { catalogLocation, checkCatalogFiles } = await import("../catalog/source");
    const report = await checkCatalogFiles(await catalogLocation(context.wiring.root));
    const { findings, withoutHandler, counts, sourceUnread } = report;
    if (sourceUnread !== null) context.terminal.warn(`The Go source was not checked: ${sourceUnread}.`);
    const { colors } = context.terminal;
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const lines = findings.flatMap((finding) => [
      `${finding.file}:${String(finding.line)}:${String(finding.column)} ${finding.severity === "error" ? colors.red("error") : colors.yellow("warning")} ${finding.reason} ${colors.dim(finding.code)}`,
      `    ${finding.remedy}`,
    ]);
    if (withoutHandler.length > 0 && context.options.verbose)
      lines.push(`Without a handler in the backend: ${withoutHandler.map(({ subject }) => subject).join(", ")}`);
    const last =
      findings.length === 0 ? counts : `${count(errors, "error")}, ${count(findings.length - errors, "warning")}`;
    return {
      exit: errors > 0 ? EXIT.usage : EXIT.done,
      lines: [...lines, last],
      data: { findings, withoutHandler, counts, sourceChecked: sourceUnread === null },
    };
  },
};
