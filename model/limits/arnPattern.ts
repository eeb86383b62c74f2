/**
 * Whether any ARN matches both patterns.
 * @param form `%` is any text without a slash or colon, `*` any text
 * @param resource of a policy: `*` is any text, `?` any character
 */
export function arnsOverlap(form: string, resource: string): boolean {
  const known = new Map<string, boolean>();
  const overlap = (at: number, on: number): boolean => {
    const key = `${String(at)} ${String(on)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = compare(at, on);
    known.set(key, result);
    return result;
  };
  const compare = (at: number, on: number): boolean => {
    const [own, other] = [form[at], resource[on]];
    if (own === undefined && other === undefined) return true;
    if (other === "*") return overlap(at, on + 1) || (own !== undefined && overlap(at + 1, on));
    if (own === "*") return overlap(at + 1, on) || (other !== undefined && overlap(at, on + 1));
    if (own === "%")
      return overlap(at + 1, on) || (other !== undefined && !"/:".includes(other) && overlap(at, on + 1));
    return own !== undefined && (own === other || other === "?") && overlap(at + 1, on + 1);
  };
  return overlap(0, 0);
}
