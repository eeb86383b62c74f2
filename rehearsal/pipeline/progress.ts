import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writeWhole } from "../../automation/files";
import type { StartedEmulator } from "../ministack/emulator";
import { PIPELINE, type Scenario } from "./scenarios";

const progressSchema = z.object({
  /** Digest of the scenarios. */
  scenarios: z.string(),
  /** Number of completed scenarios. */
  done: z.int().min(0),
});

/** How many scenarios of the pipeline are done. It is kept over restarts of the local AWS. */
export interface PipelineProgress {
  /** Number of completed scenarios; 0 where the file is of other scenarios. */
  done(): Promise<number>;
  /** @param done number of completed scenarios */
  save(done: number): Promise<void>;
}

/** `--stages` deploys its stages each time. */
const NONE: PipelineProgress = { done: () => Promise.resolve(0), save: () => Promise.resolve() };

/** @param root the project's folder: the progress is stored beside the data of the local AWS */
export function pipelineProgress(root: string, scenarios: readonly Scenario[]): PipelineProgress {
  if (scenarios !== PIPELINE) return NONE;
  const file = join(root, ".rehearsal", "pipeline.json");
  const digest = createHash("sha256").update(JSON.stringify(scenarios)).digest("hex");
  return {
    done: async () => {
      const { success, data } = progressSchema.safeParse(await readJson(file));
      return success && data.scenarios === digest ? Math.min(data.done, scenarios.length) : 0;
    },
    save: (done) => writeWhole(file, JSON.stringify({ scenarios: digest, done })),
  };
}

/**
 * Index of the first scenario to run. A local AWS that was stopped or exited still has the results of the completed ones;
 * where it is running, the command runs all of them again.
 */
export function firstScenario(origin: StartedEmulator["origin"], done: number): number {
  switch (origin) {
    case "resumed":
    case "recovered":
      return done;
    case "found":
    case "fresh":
      return 0;
  }
}
