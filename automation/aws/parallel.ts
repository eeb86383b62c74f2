/** Does `work` for every item, at most `limit` at once. The first failure ends it: nothing new is started. */
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

export interface Failed<T> {
  readonly item: T;
  readonly error: unknown;
}

/**
 * Does `work` for every item, at most `limit` at once, whatever becomes of the others.
 * @param isHopeless whether an error would strike the others as well: then nothing new is started
 * @returns what failed, in the order of its failing; what was not started for it is left out
 */
export async function eachInParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
  isHopeless: (error: unknown) => boolean,
): Promise<readonly Failed<T>[]> {
  const failed: Failed<T>[] = [];
  let given = false;
  await inParallel(items, limit, async (item) => {
    if (given) return;
    await work(item).catch((error: unknown) => {
      failed.push({ item, error });
      given ||= isHopeless(error);
    });
  });
  return failed;
}
