import type { SecretsStatus } from "../secrets/check";
import type { SecretFinding } from "../secrets/finding";
import { count } from "./duration";
import type { Colors } from "./terminal";

export interface CheckedSecrets {
  readonly status: SecretsStatus;
  /** Names of existing parameters by declared pattern. */
  readonly patterns: Readonly<Record<string, readonly string[]>>;
  readonly findings: readonly SecretFinding[];
}

/** What exists, then what is wrong with it; without values. */
export function secretCheckLines({ status, patterns, findings }: CheckedSecrets, colors: Colors): readonly string[] {
  const paint = { error: colors.red, warning: colors.yellow };
  return [
    ...Object.entries(status.present).map(([name, version]) => `present   ${name} (version ${String(version)})`),
    ...status.presentSecrets.map((name) => `present   ${name}`),
    ...Object.entries(patterns).flatMap(([pattern, names]) => [
      `pattern   ${pattern}: ${count(names.length, "parameter")}`,
      ...names.map((name) => `            ${name}`),
    ]),
    ...status.missingOptional.map((name) => `optional  ${name}`),
    ...status.missingRequired.map((name) => `MISSING   ${name}`),
    ...findings.flatMap(({ name, code, severity, problem, remedy }) => [
      `${paint[severity](severity)} ${name}: ${problem} (${code})`,
      `  → ${remedy}`,
    ]),
  ];
}
