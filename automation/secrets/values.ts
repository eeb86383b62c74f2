import { DeployError } from "../../model/errors";
import { valueProblem } from "../../model/catalog/schema/valueForm";
import type { Entry } from "./entry";

/** What is wrong with a value, without the value; null where it is valid. */
export function entryProblem({ form, maxBytes }: Pick<Entry, "form" | "maxBytes">, value: string): string | null {
  return valueProblem(value, form, maxBytes);
}

/**
 * Checks given values before anything is written.
 * @param values by name of a part
 * @throws DeployError SECRETS_INPUT with every problem, without a value
 */
export function checkValues(entries: readonly Entry[], values: Readonly<Record<string, string>>): void {
  const problems = entries.flatMap((entry) =>
    entry.parts.flatMap((part) => {
      const value = Object.hasOwn(values, part) ? values[part] : undefined;
      const problem = value === undefined ? null : entryProblem(entry, value);
      return problem === null ? [] : [`${part}: ${problem}`];
    }),
  );
  if (problems.length === 0) return;
  throw new DeployError(
    "SECRETS_INPUT",
    `Some values are invalid. Nothing was changed.\n${problems.map((text) => `  ${text}`).join("\n")}`,
    "Correct them, and run the same command again.",
  );
}
