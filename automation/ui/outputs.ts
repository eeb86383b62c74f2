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

/**
 * Outputs as lines that a shell reads: `API_URL='https://…'`. Maps and lists are JSON.
 * @param outputs name and value
 */
export function environmentLines(outputs: readonly (readonly [string, unknown])[]): readonly string[] {
  return outputs.map(([name, value]) => `${variableName(name)}=${quoted(textOf(value))}`);
}

/** `apiUrl` as `API_URL` */
function variableName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

/** In single quotes, in which a shell expands nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
