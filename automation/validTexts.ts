import { createHash } from "node:crypto";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { cacheFolder, compiledProgramName } from "./compiledProgram";
import { readCache, writeCache } from "./files";

/** Digests of texts, newest last, and the program that found them valid. */
interface StoredDigests {
  readonly program: string;
  readonly digests: readonly string[];
}

const MAX_DIGESTS = 200;

/**
 * JSON texts that a schema of this program accepted, and did not change: they need not be checked again. Checking a release record
 * takes longer than reading it from AWS. Only their digests are stored, with the program's other caches.
 */
export class ValidTexts {
  readonly #file: string | null;
  readonly #program: string;
  #known: Set<string> | undefined;
  #isStored = true;

  /**
   * @param kind of the texts: the name of the file
   * @param program name of the compiled program; null: not compiled, so that nothing is stored
   */
  constructor(kind: string, program = compiledProgramName(__filename), folder = cacheFolder(__filename)) {
    this.#program = program ?? "";
    this.#file = program === null || folder === null ? null : join(folder, `valid-${kind}.json`);
  }

  /** The value of a text that was valid. @returns undefined where it must be checked */
  valueOf(text: string): unknown {
    return this.#digests().has(digestOf(text)) ? (JSON.parse(text) as unknown) : undefined;
  }

  /** @param checked what the schema made of the text: where that is another value, the text is checked again each time */
  add(text: string, checked: unknown): void {
    if (!isDeepStrictEqual(JSON.parse(text), checked)) return;
    this.#digests().add(digestOf(text));
    this.#isStored = false;
  }

  /** Stores what was added. Another process may do so at the same time: then one of both checks again. */
  async store(): Promise<void> {
    if (this.#isStored || this.#file === null) return;
    this.#isStored = true;
    const digests = [...this.#digests()].slice(-MAX_DIGESTS);
    await writeCache(this.#file, { program: this.#program, digests } satisfies StoredDigests);
  }

  #digests(): Set<string> {
    return (this.#known ??= this.#read());
  }

  #read(): Set<string> {
    const stored = this.#file === null ? null : (readCache(this.#file) as StoredDigests | null);
    return new Set(stored?.program === this.#program ? stored.digests : []);
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
