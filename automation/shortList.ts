/** The first items of a list, and `… and 3 more` where it has more than `max`. */
export function shortList(items: readonly string[], max: number): readonly string[] {
  if (items.length <= max) return items;
  return [...items.slice(0, max), `… and ${String(items.length - max)} more`];
}
