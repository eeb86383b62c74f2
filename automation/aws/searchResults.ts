/** Ids, newest first. */
export function newest<T>(
  found: readonly T[],
  of: (item: T) => readonly [string | undefined, Date | undefined],
): string[] {
  return found
    .map(of)
    .sort(([, a], [, b]) => (b?.getTime() ?? 0) - (a?.getTime() ?? 0))
    .flatMap(([id]) => id ?? []);
}

/** All items of a list that AWS returns in pages. */
export async function pages<T>(
  page: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...items);
    token = next === "" ? undefined : next;
  } while (token !== undefined);
  return all;
}
