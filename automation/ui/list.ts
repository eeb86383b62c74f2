/** `a, b, c, and 5 more`. @param limit so many are named */
export function cutList(names: readonly string[], limit: number): string {
  const more = names.length - limit;
  return more > 0 ? `${names.slice(0, limit).join(", ")}, and ${String(more)} more` : names.join(", ");
}
