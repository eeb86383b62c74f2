import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writeWhole } from "../../automation/files";
import type { StartedEmulator } from "../ministack/emulator";
import { STORY, type Scene } from "./scenarios";

const progressSchema = z.object({
  /** Digest of the scenes. */
  scenes: z.string(),
  /** How many of them are done. */
  done: z.int().min(0),
});

/** How far the whole pipeline has come, over restarts of its local AWS. */
export interface StoryProgress {
  /** Scenes that were done; 0 for other scenes than these. */
  done(): Promise<number>;
  /** @param done scenes that are done from now on */
  reached(done: number): Promise<void>;
}

/** Stages that are named are brought up each time: somebody asked for just that. */
const NONE: StoryProgress = { done: () => Promise.resolve(0), reached: () => Promise.resolve() };

/** @param root the project's folder: progress lies beside the local AWS's data */
export function storyProgress(root: string, scenes: readonly Scene[]): StoryProgress {
  if (scenes !== STORY) return NONE;
  const file = join(root, ".rehearsal", "story.json");
  const digest = createHash("sha256").update(JSON.stringify(scenes)).digest("hex");
  return {
    done: async () => {
      const { success, data } = progressSchema.safeParse(await readJson(file));
      return success && data.scenes === digest ? Math.min(data.done, scenes.length) : 0;
    },
    reached: (done) => writeWhole(file, JSON.stringify({ scenes: digest, done })),
  };
}

/**
 * The scene to begin with. A local AWS that was stopped or died has what was done on it; where it runs, the command is
 * asked to do all of it again.
 */
export function firstScene(origin: StartedEmulator["origin"], done: number): number {
  switch (origin) {
    case "resumed":
    case "recovered":
      return done;
    case "found":
    case "fresh":
      return 0;
  }
}
