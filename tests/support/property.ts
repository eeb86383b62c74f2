import * as fc from "fast-check";

/** Each run has other inputs. The printed seed repeats a run: `SEED=1 make test`. */
export const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000_000);

/** Factor over the sample; `make soak` sets it. */
const SOAK = Number(process.env["SOAK"] ?? "1");

/** fast-check's parameters for a property with `sample` inputs in `make test`. */
export function propertyParameters(sample: number): fc.Parameters<unknown> {
  return { seed: SEED, numRuns: sample * SOAK, endOnFailure: SOAK === 1 };
}

/**
 * Number of runs of a test that takes about a minute.
 * @param sample in `make test`
 * @param full in `make soak`, multiplied by SOAK
 */
export function rounds({ sample, full }: { readonly sample: number; readonly full: number }): number {
  return SOAK === 1 ? sample : full * SOAK;
}

/** A random sample of a list, in its order; the whole list in a soak. */
export function sampled<T>(all: readonly T[], sample: number): readonly T[] {
  if (SOAK !== 1) return all;
  const size = { minLength: sample, maxLength: sample };
  const [drawn = []] = fc.sample(fc.shuffledSubarray([...all.keys()], size), { seed: SEED, numRuns: 1 });
  return all.filter((_, index) => drawn.includes(index));
}

export function printSeed(): void {
  console.log(`  seed ${String(SEED)}${SOAK === 1 ? "" : `, ${String(SOAK)} times the sample`}`);
}

/** Damages a text as an edit or a merge may: deletes, duplicates, indents or inserts. */
export function damaged(text: string): fc.Arbitrary<string> {
  const lines = text.split("\n");
  const line = fc.nat({ max: lines.length - 1 });
  const strange = fc.oneof(
    fc.constantFrom(
      "[",
      "{",
      "- ",
      ": ",
      "&a",
      "*a",
      "!!js/function",
      "\t",
      "null",
      "~",
      "1e999",
      "'",
      '"',
      "%",
      "\u0000",
    ),
    fc.constantFrom("__proto__: { a: 1 }", "constructor: x", "<<: *a", "? a", "--- ", "...", "\u202e", "\ud800", "é"),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  const put = fc.record({ at: line, column: fc.nat({ max: 60 }), what: strange }).map(({ at, column, what }) => {
    const old = lines[at] ?? "";
    return lines.with(at, old.slice(0, column) + what + old.slice(column)).join("\n");
  });
  const cut = fc
    .record({ from: line, count: fc.integer({ min: 1, max: 8 }) })
    .map(({ from, count }) => lines.toSpliced(from, count).join("\n"));
  const twice = fc
    .record({ from: line, to: line, count: fc.integer({ min: 1, max: 8 }) })
    .map(({ from, to, count }) => lines.toSpliced(to, 0, ...lines.slice(from, from + count)).join("\n"));
  const indent = line.map((at) => lines.with(at, `  ${lines[at] ?? ""}`).join("\n"));
  const ended = fc.nat({ max: text.length }).map((length) => text.slice(0, length));
  return fc.oneof(put, cut, twice, indent, ended, fc.string({ unit: "binary", maxLength: 300 }));
}
