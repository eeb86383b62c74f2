import { createHash } from "node:crypto";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseYamlFile, type YamlFile } from "../../model/catalog/parse/yamlFile";
import { compiledProgramName } from "../compiledProgram";
import { readCache, writeCache } from "../files";

/** Values of YAML files without errors by the digest of their text, and the program that parsed them. */
interface CachedValues {
  readonly program: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A parser of catalog files, and how to store what it parsed. */
export interface CachedParser {
  readonly parse: typeof parseYamlFile;
  /** Stores the values of the files that were parsed, and of no others. */
  readonly store: () => Promise<void>;
}

/**
 * Parses only files that changed since their values were stored in `.build`: YAML takes 5 ms a file, most of it for positions, which only
 * findings need. A file is parsed again where a position is asked for.
 * @param program name of the compiled program; null: not compiled, so that nothing is cached
 */
export function cachedParser(root: string, program = compiledProgramName(__filename)): CachedParser {
  if (program === null) return { parse: parseYamlFile, store: () => Promise.resolve() };
  const file = join(root, ".build", "yaml.json");
  const cached = readCache(file) as CachedValues | null;
  const known = cached?.program === program ? cached.values : {};
  const values: Record<string, unknown> = {};
  const parse = (name: string, text: string): YamlFile => {
    const digest = createHash("sha256").update(text).digest("hex");
    if (Object.hasOwn(known, digest)) {
      values[digest] = known[digest];
      return parsedEarlier(name, text, known[digest]);
    }
    const parsed = parseYamlFile(name, text);
    if (parsed.findings.length === 0 && isJson(parsed.value)) values[digest] = parsed.value;
    return parsed;
  };
  return {
    parse,
    store: async () => {
      const isStored = isDeepStrictEqual(Object.keys(values).sort(), Object.keys(known).sort());
      if (!isStored) await writeCache(file, { program, values } satisfies CachedValues);
    },
  };
}

function parsedEarlier(name: string, text: string, value: unknown): YamlFile {
  let whole: YamlFile | null = null;
  return { name, value, findings: [], locate: (path) => (whole ??= parseYamlFile(name, text)).locate(path) };
}

/** Not so: `.nan` and `.inf`. */
function isJson(value: unknown): boolean {
  return value !== undefined && isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
}
