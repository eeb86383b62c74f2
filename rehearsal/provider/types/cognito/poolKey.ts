/** `POOL/CHILD` serves for an import; else the pool comes from the state. */
export function poolKey(id: string, pool: unknown): readonly [pool: string, child: string] {
  const [first = "", second] = id.split("/");
  return second === undefined ? [String(pool), first] : [first, second];
}
