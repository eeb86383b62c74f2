/** `a, b, c, and 5 more`. @param limit so many are listed */
export function cutList(names: readonly string[], limit: number, separator = ", "): string {
  const more = names.length - limit;
  return more > 0 ? `${names.slice(0, limit).join(separator)}, and ${String(more)} more` : names.join(separator);
}
