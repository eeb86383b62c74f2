import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Versions } from "../../model/backup/merge";

/** Where a version of an item comes from. */
export type Side = keyof Versions;
const SIDES: readonly Side[] = ["base", "theirs", "ours"];

/** Items of a partition, which is in memory while it is merged: some 50 MB with three versions of each. */
const PARTITION_ITEMS = 100_000;
const MAX_PARTITIONS = 1_024;
/** Of all partitions together, before they are written. characters */
const BUFFER_LENGTH = 16 * 1024 * 1024;

/** Keys of an item and their versions on each side. */
export interface IndexedItem {
  /** Canonical text of its key. */
  readonly key: string;
  readonly versions: Versions;
}

/**
 * Versions of the items of one table, of all three sides, in files: memory does not grow with the table. Items are spread over
 * partitions by their keys, so that all versions of one are in the same.
 */
export class ItemIndex {
  readonly #buffers: string[][];
  #buffered = 0;

  /**
   * @param folder private and empty
   * @param items about, of the largest side
   */
  constructor(
    readonly folder: string,
    items: number,
  ) {
    const partitions = Math.min(MAX_PARTITIONS, 1 + Math.floor(items / PARTITION_ITEMS));
    this.#buffers = Array.from({ length: partitions }, () => []);
  }

  /** @param key, text canonical texts of the key and of the whole item */
  async add(side: Side, key: string, text: string): Promise<void> {
    const line = `${String(SIDES.indexOf(side))}${versionOf(text)}${key}\n`;
    this.#buffers[partitionOf(key, this.#buffers.length)]?.push(line);
    this.#buffered += line.length;
    if (this.#buffered > BUFFER_LENGTH) await this.#flush();
  }

  /** The items of each partition. */
  async *partitions(): AsyncGenerator<readonly IndexedItem[]> {
    await this.#flush();
    for (const partition of this.#buffers.keys()) {
      const items = await this.#read(partition);
      if (items.length > 0) yield items;
    }
  }

  async #read(partition: number): Promise<readonly IndexedItem[]> {
    const found = new Map<string, { -readonly [Name in Side]: Versions[Name] }>();
    const file = createReadStream(this.#file(partition));
    try {
      for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
        const key = line.slice(1 + VERSION_LENGTH);
        const versions = found.get(key) ?? { base: null, theirs: null, ours: null };
        const side = SIDES[Number(line[0])];
        if (side !== undefined) versions[side] = line.slice(1, 1 + VERSION_LENGTH);
        found.set(key, versions);
      }
    } catch (error) {
      // No item was in it.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    return [...found].map(([key, versions]) => ({ key, versions }));
  }

  async #flush(): Promise<void> {
    for (const [partition, lines] of this.#buffers.entries())
      if (lines.length > 0) await appendFile(this.#file(partition), lines.splice(0).join(""), { mode: 0o600 });
    this.#buffered = 0;
  }

  /** Deletes its files. */
  async remove(): Promise<void> {
    await Promise.all([...this.#buffers.keys()].map((partition) => rm(this.#file(partition), { force: true })));
  }

  #file(partition: number): string {
    return join(this.folder, String(partition));
  }
}

const VERSION_BYTES = 18;
const VERSION_LENGTH = 24;

/** Base64 of the start of a SHA-256: 144 bits tell all items of a table apart. */
export function versionOf(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, VERSION_BYTES).toString("base64");
}

function partitionOf(key: string, partitions: number): number {
  return createHash("sha256").update(key).digest().readUInt32BE(VERSION_BYTES) % partitions;
}
