import { EXIT } from "../../model/errors";
import { count } from "../ui/duration";
import { positionText, type Finding } from "../../model/catalog/finding";
import { type Command, type CommandResult } from "./command";
import type { CheckDocument } from "../documents/readings";

/** Validates the catalog and prints all findings at once. */
export const check: Command = {
  name: "check",
  summary: "validate the catalog",
  description:
    "Validate the catalog: references, grants, routes, names, limits, and what Go handlers read and call. Prints every error with its file, line and fix.",
  args: "",
  options: [],
  async run(context): Promise<CommandResult> {
    const [{ catalogLocation }, { checkCatalogFiles }] = await Promise.all([
      import("../catalog/catalogFiles"),
      import("../catalog/loadCatalog"),
    ]);
    const report = await checkCatalogFiles(await catalogLocation(context.wiring.root));
    const { findings, withoutHandler, counts, sourceSkipped } = report;
    if (sourceSkipped !== null) context.terminal.warn(`The Go source was not checked: ${sourceSkipped}.`);
    const { colors } = context.terminal;
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const lines = findings.flatMap((finding) => [
      `${finding.file}:${String(finding.line)}:${String(finding.column)} ${finding.severity === "error" ? colors.red("error") : colors.yellow("warning")} ${finding.reason} ${colors.dim(finding.code)}`,
      `    ${finding.remedy}`,
      ...otherPlaces(finding),
    ]);
    if (withoutHandler.length > 0 && context.options.verbose)
      lines.push(
        `Functions without a handler in the backend: ${withoutHandler.map(({ subject }) => subject).join(", ")}`,
      );
    const last =
      findings.length === 0 ? counts : `${count(errors, "error")}, ${count(findings.length - errors, "warning")}`;
    return {
      exit: errors > 0 ? EXIT.usage : EXIT.done,
      lines: [...lines, last],
      data: { findings, withoutHandler, counts, sourceChecked: sourceSkipped === null } satisfies CheckDocument,
    };
  },
};

/** A finding can have many places: the timeout of a service concerns all of its routes. */
const MAX_LISTED_PLACES = 8;

function otherPlaces({ also = [] }: Finding): readonly string[] {
  if (also.length === 0) return [];
  const more = also.length - MAX_LISTED_PLACES;
  const listed = also.slice(0, MAX_LISTED_PLACES).map(positionText).join(", ");
  return [`    See also ${listed}${more > 0 ? `, and ${String(more)} more` : ""}`];
}
