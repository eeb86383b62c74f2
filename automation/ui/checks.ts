import type { CheckResult } from "../verification/verdict";
import { duration } from "./duration";
import type { Colors } from "./terminal";

/** Room for the name of a check. characters */
const NAME = 11;

/** One check and how it went: `✔ login        0.6 s  A user signs in, and nobody else gets in`. */
export function checkLine({ id, title, verdict, milliseconds }: CheckResult, colors: Colors): string {
  const start = `${id.padEnd(NAME)} ${colors.dim(duration(milliseconds).padStart(7))} `;
  switch (verdict.kind) {
    case "passed":
      return `${colors.green("✔")} ${start} ${verdict.note ?? title}`;
    case "failed":
      return `${colors.red("✖")} ${start} ${title}`;
    case "inconclusive":
      return `${colors.yellow("?")} ${start} ${verdict.reason}`;
  }
}
