import { z } from "zod";
import { readJson, writeWhole } from "../../files";
import type { LocalArtifact } from "./artifact";
import { inputsSchema, type Inputs } from "./inputs";
import { parseGoUnit, type GoUnit } from "../units";

const cachedBuildSchema = z.strictObject({ inputs: inputsSchema, digest: z.string(), size: z.number() });

const cacheSchema = z.strictObject({ recipe: z.string(), handlers: z.record(z.string(), cachedBuildSchema) });

export type CachedBuild = z.infer<typeof cachedBuildSchema>;

/**
 * The inputs and the artifact of each unit: a build skips units whose inputs have not changed. It is written after each
 * artifact, so that a killed build loses only units that were not finished.
 */
export class BuildCache {
  private writing: Promise<void> = Promise.resolve();
  private isWriteScheduled = false;

  private constructor(
    private readonly file: string,
    private readonly recipe: string,
    private readonly handlers: Record<string, CachedBuild>,
  ) {}

  /** @param recipe build settings: different ones empty the cache */
  static async read(file: string, recipe: string): Promise<BuildCache> {
    const parsed = cacheSchema.safeParse(await readJson(file));
    const known = parsed.success && parsed.data.recipe === recipe ? parsed.data.handlers : {};
    return new BuildCache(file, recipe, known);
  }

  get(unit: string): CachedBuild | undefined {
    return Object.hasOwn(this.handlers, unit) ? this.handlers[unit] : undefined;
  }

  /** Go units in the cache. */
  goUnits(): readonly GoUnit[] {
    return Object.keys(this.handlers).map(parseGoUnit);
  }

  /** @param artifact a stored artifact */
  set(unit: string, inputs: Inputs, { digest, size }: LocalArtifact): void {
    this.handlers[unit] = { inputs, digest, size };
    if (this.isWriteScheduled) return;
    this.isWriteScheduled = true;
    this.writing = this.writing.then(() => this.write());
    // `flushed` reports an error.
    this.writing.catch(() => undefined);
  }

  /** Resolves when the file is written. @throws where it could not be written */
  flushed(): Promise<void> {
    return this.writing;
  }

  private async write(): Promise<void> {
    this.isWriteScheduled = false;
    await writeWhole(this.file, JSON.stringify({ recipe: this.recipe, handlers: this.handlers }));
  }
}
