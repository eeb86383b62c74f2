/** A stage's output as lines: a map and a list have a line for each entry. */
export function outputLines(name: string, value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [`${name}: ${textOf(value)}`];
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown) => ["-", one] as const)
    : Object.entries(value).map(([key, one]) => [`${key}:`, one] as const);
  if (entries.length === 0) return [`${name}: none`];
  return [`${name}:`, ...entries.map(([label, one]) => `  ${label} ${textOf(one)}`)];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
