import { createHash } from "node:crypto";
import { join } from "node:path";
import type { StageName } from "../model/stage/name";
import type { Stage } from "../model/stage/stage";
import { compiledProgramName } from "./compiledProgram";
import { readCache, writeCache } from "./files";

/** A stage, with a digest of its file and of the program that parsed it. */
interface CachedStage {
  readonly key: string;
  readonly stage: Stage;
}

/**
 * The result of `parseStage`, stored in `.build` and reused while program and file are the same: parsing takes 20 ms, and every command
 * reads one file or all.
 * @param root the project's folder
 * @param file its name, for messages
 * @param program name of the compiled program; null: not compiled, so that nothing is stored
 * @throws DeployError as parseStage
 */
export async function cachedStage(
  root: string,
  name: StageName,
  file: string,
  text: string,
  program = compiledProgramName(__filename),
): Promise<Stage> {
  if (program === null) return parsed(name, file, text);
  const stored = join(root, ".build", `stage-${name}.json`);
  const key = createHash("sha256")
    .update(JSON.stringify([program, name, text]))
    .digest("hex");
  const cached = readCache(stored) as CachedStage | null;
  if (cached?.key === key) return cached.stage;
  const stage = await parsed(name, file, text);
  await writeCache(stored, { key, stage } satisfies CachedStage);
  return stage;
}

/** Loaded late: a YAML parser and the schema of the settings. */
async function parsed(name: StageName, file: string, text: string): Promise<Stage> {
  const { parseStage } = await import("../model/stage/parse");
  return parseStage(name, file, text);
}
