import type { AttributeValue, DynamoDBClient, WriteRequest } from "@aws-sdk/client-dynamodb";
import { isTransient } from "../aws/errors";
import type { LatencyWindow, ThrottleWindow } from "./adaptiveWindow";

/** Limits of BatchWriteItem: requests, and bytes of 16 MB, below which the text of the items stays. */
const MAX_REQUESTS = 25;
const MAX_BYTES = 8 * 1024 * 1024;
/** Batches of one writer that wait for their turn: more would only fill the memory. */
const MAX_WAITING = 8;
/** Failures of one batch that pass, such as of the network. */
const MAX_FAILURES = 20;

/** Limits of writes that run at once. */
export interface WriteWindows {
  readonly table: ThrottleWindow;
  /** Of all tables. */
  readonly all: LatencyWindow;
}

/**
 * Writes items of one table in batches, several at once, and repeats what DynamoDB did not take. A repeated write has the same
 * result.
 */
export class BatchWriter {
  #batch: WriteRequest[] = [];
  #bytes = 0;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(
    readonly client: DynamoDBClient,
    readonly table: string,
    readonly windows: WriteWindows,
    readonly signal: AbortSignal,
    /** Called with the number of items that were written. */
    readonly onWritten: (items: number) => void,
  ) {}

  /** @param bytes of its text @throws the error of an earlier write */
  async put(item: Record<string, AttributeValue>, bytes: number): Promise<void> {
    await this.#add({ PutRequest: { Item: item } }, bytes);
  }

  async delete(key: Record<string, AttributeValue>): Promise<void> {
    await this.#add({ DeleteRequest: { Key: key } }, 0);
  }

  /** Waits until everything is written. */
  async finish(): Promise<void> {
    this.#send();
    await Promise.all(this.#running);
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #add(request: WriteRequest, bytes: number): Promise<void> {
    if (this.#batch.length === MAX_REQUESTS || (this.#bytes + bytes > MAX_BYTES && this.#batch.length > 0))
      this.#send();
    this.#batch.push(request);
    this.#bytes += bytes;
    while (this.#running.size >= MAX_WAITING) await Promise.race(this.#running);
    if (this.#failure !== null) throw this.#failure.error;
  }

  #send(): void {
    const batch = this.#batch;
    [this.#batch, this.#bytes] = [[], 0];
    if (batch.length === 0) return;
    const running = this.#write(batch)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #write(batch: WriteRequest[]): Promise<void> {
    const { BatchWriteItemCommand } = await import("@aws-sdk/client-dynamodb");
    let [left, failures] = [batch, 0];
    while (left.length > 0)
      await this.windows.table.run(async () => {
        try {
          const { UnprocessedItems = {} } = await this.windows.all.run(() =>
            this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.table]: left } })),
          );
          const unprocessed = UnprocessedItems[this.table] ?? [];
          this.onWritten(left.length - unprocessed.length);
          left = unprocessed;
          return left.length === 0;
        } catch (error) {
          failures += 1;
          if (!isTransient(error) || failures === MAX_FAILURES) throw error;
          return false;
        }
      }, this.signal);
  }
}
