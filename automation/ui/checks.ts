import type { CheckResult } from "../verification/verdict";
import { duration } from "./duration";
import type { Colors } from "./terminal";

/** Columns of the name of a check. */
const NAME_COLUMNS = 11;

/** A check with its verdict: `✔ login        0.6 s  A user signs in`. */
export function checkLine({ id, title, verdict, milliseconds }: CheckResult, colors: Colors): string {
  const start = `${id.padEnd(NAME_COLUMNS)} ${colors.dim(duration(milliseconds).padStart(7))} `;
  switch (verdict.kind) {
    case "passed":
      return `${colors.green("✔")} ${start} ${verdict.note ?? title}`;
    case "failed":
      return `${colors.red("✖")} ${start} ${title}`;
    case "inconclusive":
      return `${colors.yellow("?")} ${start} ${verdict.reason}`;
  }
}
