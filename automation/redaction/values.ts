/** Length of the match of a sticky pattern at a position. */
export function lengthOf(pattern: RegExp, text: string, begin: number): number {
  pattern.lastIndex = begin;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * End of a JSON string: the next quote with `depth` backslashes, as its first one. A quote within the string has more, and
 * one with fewer ends the surrounding string.
 */
export function endOfText(text: string, begin: number, depth: number): number {
  for (let quote = text.indexOf('"', begin); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let start = quote;
    while (start > begin && text[start - 1] === "\\") start -= 1;
    const more = quote - start - depth;
    if (more < 0) return start;
    // A backslash of the value is written as 2 (depth + 1) backslashes.
    if (more % (2 * (depth + 1)) === 0) return start + more;
  }
  return text.length;
}

/** End of a JSON list or object: brackets in its strings do not count. */
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
      // An escaped line break of JSON in JSON.
      at = quote;
      continue;
    }
    // With fewer backslashes the surrounding string ends.
    if (quote - at < depth) return at;
    const end = endOfText(text, quote + 1, depth);
    if (!text.startsWith(`${"\\".repeat(depth)}"`, end)) return end;
    at = end + depth;
  }
  return text.length;
}

const BACKSLASHES = /\\*/y;

/** End of an object as Python, Node.js or Go print it; their quotes have no common rule, so only braces count. */
export function endOfBraces(text: string, begin: number): number {
  let open = 0;
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === "{") open += 1;
    if (text[at] === "}") open -= 1;
    if (open === 0) return at + 1;
  }
  return text.length;
}
