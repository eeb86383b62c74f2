import { once } from "node:events";
import { createGzip, type Gzip } from "node:zlib";
import type { FileRef } from "../../../model/backup/set";
import { putBytes } from "../store/files";
import type { SetStore } from "../store/setStore";

/** Compressed size from which a part is written: small enough for memory, and for a restore that goes on after an interruption. */
const PART_BYTES = 8 * 1024 * 1024;

/** A part that is being compressed. */
interface OpenPart {
  readonly gzip: Gzip;
  readonly chunks: Buffer[];
  bytes: number;
}

/** Writes lines into compressed files of a set. Memory does not grow with their number. */
export class PartWriter {
  readonly #store: SetStore;
  readonly #prefix: string;
  readonly #partBytes: number;
  readonly files: FileRef[] = [];
  #part: OpenPart | null = null;

  /** @param prefix of the keys: `sets/production/1795000000/tables/users/0-` */
  constructor(store: SetStore, prefix: string, partBytes = PART_BYTES) {
    this.#store = store;
    this.#prefix = prefix;
    this.#partBytes = partBytes;
  }

  /** @param lines text with a line break at its end */
  async write(lines: string): Promise<void> {
    if (lines === "") return;
    const part = (this.#part ??= openPart());
    if (!part.gzip.write(lines)) await once(part.gzip, "drain");
    if (part.bytes >= this.#partBytes) await this.end();
  }

  /** Writes the last part. */
  async end(): Promise<void> {
    const part = this.#part;
    if (part === null) return;
    this.#part = null;
    const ended = once(part.gzip, "end");
    part.gzip.end();
    await ended;
    const key = `${this.#prefix}${String(this.files.length)}.json.gz`;
    this.files.push(await putBytes(this.#store, key, Buffer.concat(part.chunks)));
  }
}

function openPart(): OpenPart {
  const part: OpenPart = { gzip: createGzip(), chunks: [], bytes: 0 };
  part.gzip.on("data", (chunk: Buffer) => {
    part.chunks.push(chunk);
    part.bytes += chunk.byteLength;
  });
  return part;
}
