/** How much of a text a sticky pattern matches from a place on. */
export function lengthOf(pattern: RegExp, text: string, begin: number): number {
  pattern.lastIndex = begin;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * Where a JSON string ends: at the next quote that is escaped as its first one is, by `depth` backslashes. A quote of the
 * string itself has more, and one that has fewer ends the string around it.
 */
export function endOfText(text: string, begin: number, depth: number): number {
  for (let quote = text.indexOf('"', begin); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let start = quote;
    while (start > begin && text[start - 1] === "\\") start -= 1;
    const more = quote - start - depth;
    if (more < 0) return start;
    // A backslash of the value is written as 2 (depth + 1) of them.
    if (more % (2 * (depth + 1)) === 0) return start + more;
  }
  return text.length;
}

/** Where a JSON list or object ends: brackets in its strings do not count. */
export function endOfNested(text: string, begin: number, depth: number): number {
  let open = 0;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "[" || character === "{") open += 1;
    if (character === "]" || character === "}") open -= 1;
    if (open === 0) return at + 1;
    if (character !== '"' && character !== "\\") continue;
    const quote = at + lengthOf(BACKSLASHES, text, at);
    if (text[quote] !== '"') {
      // A line break, as JSON in JSON has it.
      at = quote;
      continue;
    }
    // Fewer than its own: the string around it ends.
    if (quote - at < depth) return at;
    const end = endOfText(text, quote + 1, depth);
    if (!text.startsWith(`${"\\".repeat(depth)}"`, end)) return end;
    at = end + depth;
  }
  return text.length;
}

const BACKSLASHES = /\\*/y;

/** Where an object as Python, Node.js or Go prints it ends; its quotes have no common rule, so only braces count. */
export function endOfBraces(text: string, begin: number): number {
  let open = 0;
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === "{") open += 1;
    if (text[at] === "}") open -= 1;
    if (open === 0) return at + 1;
  }
  return text.length;
}
