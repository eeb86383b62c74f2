import { gunzipSync, gzipSync } from "node:zlib";
import {
  progressKey,
  PROGRESS_SCHEMAS,
  restorePrefix,
  restoreStartSchema,
  type ProgressEntries,
  type ProgressKind,
  type RestoreStart,
} from "../../model/backup/restoreProgress";
import { DRIVER_NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { isObjectMissing, s3Client } from "../aws/buckets/bucket";
import { listObjects } from "../aws/buckets/objects";
import { calling } from "../aws/errors";
import type { AwsTarget } from "../aws/target";

/** Finished work that is not stored yet is stored after so many ms: a killed restore repeats it. */
const FLUSH_INTERVAL_MS = 2_000;

/** The progress of a restore, in the deployments bucket of its target: private, encrypted, and kept for a failback. */
export class ProgressStore {
  readonly #bucket: string;
  readonly #waiting: { [Kind in ProgressKind]: ProgressEntries[Kind][] } = { users: [], parts: [], tasks: [] };
  readonly #written: Record<ProgressKind, number> = { users: 0, parts: 0, tasks: 0 };
  #flushedAt = Date.now();
  #flushing: Promise<void> = Promise.resolve();

  /** @param id of the restore's first deployment */
  constructor(
    readonly target: AwsTarget,
    readonly stage: Stage,
    readonly id: number,
  ) {
    this.#bucket = DRIVER_NAMES.deploymentsBucket(stage);
  }

  /** Starts a restore, or continues one. @returns what was stored at its first start */
  async start(start: RestoreStart): Promise<RestoreStart> {
    const key = `${restorePrefix(this.stage.name, this.id)}started.json`;
    const stored = await this.#read(key);
    if (stored !== null) return restoreStartSchema.parse(JSON.parse(stored.toString()));
    await this.#write(key, Buffer.from(JSON.stringify(start)));
    return start;
  }

  /** What is finished. Entries that are appended later have higher numbers. */
  async finished<Kind extends ProgressKind>(kind: Kind): Promise<readonly ProgressEntries[Kind][]> {
    const prefix = `${restorePrefix(this.stage.name, this.id)}${kind}/`;
    const objects = await listObjects(this.target, this.#bucket, prefix);
    const numbers = objects.map(({ key }) => Number.parseInt(key.slice(prefix.length), 10));
    this.#written[kind] = Math.max(0, ...numbers.map((n) => n + 1));
    const entries: ProgressEntries[Kind][] = [];
    for (const { key } of objects) {
      const bytes = await this.#read(key);
      const lines = bytes === null ? [] : gunzipSync(bytes).toString().split("\n");
      for (const line of lines)
        if (line !== "") entries.push(PROGRESS_SCHEMAS[kind].parse(JSON.parse(line)) as ProgressEntries[Kind]);
    }
    return entries;
  }

  /** Adds something that is finished; stored now and then. */
  async add<Kind extends ProgressKind>(kind: Kind, entry: ProgressEntries[Kind]): Promise<void> {
    (this.#waiting[kind] as ProgressEntries[Kind][]).push(entry);
    if (Date.now() - this.#flushedAt >= FLUSH_INTERVAL_MS) await this.flush();
  }

  /** A task is finished: stored at once, with all of its work. */
  async finish(task: ProgressEntries["tasks"]): Promise<void> {
    this.#waiting.tasks.push(task);
    await this.flush();
  }

  /** Stores everything that is finished. */
  async flush(): Promise<void> {
    this.#flushedAt = Date.now();
    this.#flushing = this.#flushing.then(async () => {
      await this.#flushKind("users");
      await this.#flushKind("parts");
      // Last: a finished task says that all of its work is stored.
      await this.#flushKind("tasks");
    });
    await this.#flushing;
  }

  async #flushKind(kind: ProgressKind): Promise<void> {
    const entries = this.#waiting[kind].splice(0);
    if (entries.length === 0) return;
    const n = this.#written[kind]++;
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    await this.#write(progressKey(this.stage.name, this.id, kind, n), gzipSync(lines));
  }

  async #read(Key: string): Promise<Buffer | null> {
    const { GetObjectCommand } = await import("../aws/buckets/s3Sdk");
    const client = await s3Client(this.target);
    return calling(this.target, `reading ${Key}`, async () => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (await isObjectMissing(client, this.#bucket, Key, error)) return null;
        throw error;
      }
    });
  }

  async #write(Key: string, Body: Uint8Array): Promise<void> {
    const { PutObjectCommand } = await import("../aws/buckets/s3Sdk");
    const client = await s3Client(this.target);
    await calling(this.target, `writing ${Key}`, () =>
      client.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body })),
    );
  }
}
