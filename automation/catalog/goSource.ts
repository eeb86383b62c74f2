import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SourceFacts } from "../../model/catalog/check/check";

/** Reads what the backend's source says of its handlers; null where there is no source. */
export async function readSourceFacts(backend: string): Promise<SourceFacts | null> {
  const folder = join(backend, "cmd", "handlers");
  const entries = await readdir(folder, { recursive: true }).catch(() => null);
  if (entries === null) return null;
  const handlers = new Set(
    entries.filter((entry) => entry.endsWith(".go") && !entry.endsWith("_test.go")).map((entry) => dirname(entry)),
  );
  return { handlers, reads: new Map() };
}
