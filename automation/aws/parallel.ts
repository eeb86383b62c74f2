/** Does `work` for every item, at most `limit` at once. After the first failure nothing new is started. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

export interface FailedItem<T> {
  readonly item: T;
  readonly error: unknown;
}

/**
 * Does `work` for every item, at most `limit` at once. A failure does not stop the other items.
 * @param isGlobal whether an error concerns all items: then nothing new is started
 * @returns the items that failed, in that order, without items that were not started
 */
export async function eachInParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
  isGlobal: (error: unknown) => boolean,
): Promise<readonly FailedItem<T>[]> {
  const failed: FailedItem<T>[] = [];
  let isStopped = false;
  await inParallel(items, limit, async (item) => {
    if (isStopped) return;
    await work(item).catch((error: unknown) => {
      failed.push({ item, error });
      isStopped ||= isGlobal(error);
    });
  });
  return failed;
}
