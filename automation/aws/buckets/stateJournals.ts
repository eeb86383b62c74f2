import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling, isNotFound } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";
import { inParallel } from "../parallel";
import { deleteObjects, listObjects } from "./objects";

/** A run of hundreds of resources writes tens of objects. */
const PARALLEL_READS = 8;

/** The objects of one run's journal. */
export interface StoredJournal {
  /** Begins with the time: sorts by it. */
  readonly run: string;
  /** Null where another run has recovered this one, and removed its journal, while this one still wrote. */
  readonly header: string | null;
  /** In the order of their numbers. */
  readonly batches: readonly string[];
}

/** Journals of the runs of a stack that did not end: `state-journals/<stack>/<run>/<number>.json` in the state bucket. */
export class StateJournals {
  readonly #target: AwsTarget;
  readonly #bucket: string;
  readonly #folder: string;

  constructor(target: AwsTarget, stage: Pick<Stage, "account" | "region">, stack: string) {
    this.#target = target;
    this.#bucket = DRIVER_NAMES.stateBucket(stage);
    this.#folder = `state-journals/${stack}/`;
  }

  async write(run: string, number: number, content: string): Promise<void> {
    const { PutObjectCommand } = await import("./s3Sdk");
    const client = await s3Client(this.#target);
    await calling(this.#target, `writing the journal of the run to ${this.#bucket}`, () =>
      client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: this.#key(run, number),
          Body: content,
          ContentType: "application/json",
          ExpectedBucketOwner: this.#target.account,
        }),
      ),
    );
  }

  /** @returns names of the runs that have a journal, oldest first; none where the account is not bootstrapped */
  async runs(): Promise<readonly string[]> {
    return [...new Set((await this.#keys()).map((key) => this.#runOf(key)))].sort();
  }

  /** Oldest first. */
  async read(): Promise<readonly StoredJournal[]> {
    const keys = [...(await this.#keys())].sort();
    const texts = new Map<string, string | null>();
    await inParallel(keys, PARALLEL_READS, async (key) => {
      texts.set(key, await this.#text(key));
    });
    return [...new Set(keys.map((key) => this.#runOf(key)))].map((run) => {
      const header = this.#key(run, 0);
      const batches = keys.filter((key) => this.#runOf(key) === run && key !== header);
      return { run, header: texts.get(header) ?? null, batches: batches.flatMap((key) => texts.get(key) ?? []) };
    });
  }

  async remove(runs: readonly string[]): Promise<void> {
    const removed = (await this.#keys()).filter((key) => runs.includes(this.#runOf(key)));
    await deleteObjects(this.#target, this.#bucket, removed);
  }

  async #keys(): Promise<readonly string[]> {
    try {
      return (await listObjects(this.#target, this.#bucket, this.#folder)).map(({ key }) => key);
    } catch (error) {
      if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED") return [];
      throw error;
    }
  }

  /** Null where it was removed meanwhile. */
  async #text(Key: string): Promise<string | null> {
    const { GetObjectCommand } = await import("./s3Sdk");
    const client = await s3Client(this.#target);
    return calling(this.#target, `reading ${Key} in ${this.#bucket}`, async () => {
      try {
        const request = { Bucket: this.#bucket, Key, ExpectedBucketOwner: this.#target.account };
        return (await (await client.send(new GetObjectCommand(request))).Body?.transformToString()) ?? "";
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    });
  }

  #key(run: string, number: number): string {
    return `${this.#folder}${run}/${String(number).padStart(4, "0")}.json`;
  }

  #runOf(key: string): string {
    return key.slice(this.#folder.length).split("/")[0] ?? "";
  }
}
