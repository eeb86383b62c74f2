/** The first items of a list, and `… and 3 more` where it has more than `max`. */
export function shortList(items: readonly string[], max: number): readonly string[] {
  if (items.length <= max) return items;
  return [...items.slice(0, max), `… and ${String(items.length - max)} more`];
}

/** `a, b, c, and 5 more`. @param limit so many are listed */
export function cutList(names: readonly string[], limit: number, separator = ", "): string {
  const more = names.length - limit;
  return more > 0 ? `${names.slice(0, limit).join(separator)}, and ${String(more)} more` : names.join(separator);
}
