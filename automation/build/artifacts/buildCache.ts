import { z } from "zod";
import { readJson, writeWhole } from "../../files";
import type { LocalArtifact } from "./artifact";
import { inputsSchema, type Inputs } from "./inputs";
import { parseGoUnit, type GoUnit } from "../units";

const cachedBuildSchema = z.strictObject({ inputs: inputsSchema, digest: z.string(), size: z.number() });

const cacheSchema = z.strictObject({ recipe: z.string(), handlers: z.record(z.string(), cachedBuildSchema) });

export type CachedBuild = z.infer<typeof cachedBuildSchema>;

/**
 * What was built from what: lets a build skip what has not changed. It is written after each artifact, so that a build
 * that is killed has lost only what was not finished.
 */
export class BuildCache {
  private writing: Promise<void> = Promise.resolve();
  private isWritten = true;

  private constructor(
    private readonly file: string,
    private readonly recipe: string,
    private readonly handlers: Record<string, CachedBuild>,
  ) {}

  /** @param recipe how artifacts are made: another one forgets everything */
  static async read(file: string, recipe: string): Promise<BuildCache> {
    const parsed = cacheSchema.safeParse(await readJson(file));
    const known = parsed.success && parsed.data.recipe === recipe ? parsed.data.handlers : {};
    return new BuildCache(file, recipe, known);
  }

  get(unit: string): CachedBuild | undefined {
    return Object.hasOwn(this.handlers, unit) ? this.handlers[unit] : undefined;
  }

  /** Every unit of Go that is remembered. */
  goUnits(): readonly GoUnit[] {
    return Object.keys(this.handlers).map(parseGoUnit);
  }

  /** @param artifact is there already */
  set(unit: string, inputs: Inputs, { digest, size }: LocalArtifact): void {
    this.handlers[unit] = { inputs, digest, size };
    if (!this.isWritten) return;
    this.isWritten = false;
    this.writing = this.writing.then(() => this.write());
    // Whoever waits for it learns of an error by `written`.
    this.writing.catch(() => undefined);
  }

  /** Resolves when everything is in the file. @throws where it could not be written */
  flushed(): Promise<void> {
    return this.writing;
  }

  private async write(): Promise<void> {
    this.isWritten = true;
    await writeWhole(this.file, JSON.stringify({ recipe: this.recipe, handlers: this.handlers }));
  }
}
