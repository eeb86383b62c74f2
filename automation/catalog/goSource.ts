import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SourceFacts } from "../../model/catalog/check/rule";
import { readGoFile, type GoFile } from "./goFile";

/** What a package says of itself, its imports of the same module included. */
interface GoPackage {
  readonly main: boolean;
  readonly imports: readonly string[];
  readonly reads: readonly string[];
}

const HANDLERS = "cmd/handlers";

/**
 * Reads what the backend's source says of its handlers; null where there is no source.
 * @param backend folder of the Go module
 */
export async function readSourceFacts(backend: string): Promise<SourceFacts | null> {
  const folders = await foldersOf(join(backend, HANDLERS));
  if (folders === null) return null;
  const module =
    /^module\s+"?([^\s"]+)/m.exec(await readFile(join(backend, "go.mod"), "utf8").catch(() => ""))?.[1] ?? "";
  const packages = packageReader(backend);
  const handlers = await Promise.all(
    folders.map(async (folder) => {
      const directory = `${HANDLERS}/${folder}`;
      if (!(await packages(directory)).main) return null;
      return [folder, await readsOf(directory, module, packages)] as const;
    }),
  );
  const found = handlers.filter((handler) => handler !== null);
  return { handlers: new Set(found.map(([folder]) => folder)), reads: new Map(found) };
}

async function foldersOf(root: string): Promise<readonly string[] | null> {
  const entries = await readdir(root, { recursive: true }).catch(() => null);
  if (entries === null) return null;
  const files = entries.map((entry) => entry.replaceAll("\\", "/")).filter((entry) => entry.endsWith(".go"));
  return [...new Set(files.map((file) => dirname(file)))].sort();
}

type PackageReader = (directory: string) => Promise<GoPackage>;

/** Reads each package once, however many handlers import it. */
function packageReader(backend: string): PackageReader {
  const known = new Map<string, Promise<GoPackage>>();
  return (directory) => {
    const found = known.get(directory) ?? readPackage(join(backend, directory));
    known.set(directory, found);
    return found;
  };
}

async function readPackage(folder: string): Promise<GoPackage> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const sources = names.filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"));
  const texts = await Promise.all(sources.map((name) => readFile(join(folder, name), "utf8")));
  const files = texts.map(readGoFile).filter((file): file is GoFile => file !== null);
  return {
    main: files.some((file) => file.package === "main"),
    imports: files.flatMap((file) => file.imports),
    reads: files.flatMap((file) => file.reads),
  };
}

/** Variables that a package and all that it imports of its own module read. */
async function readsOf(directory: string, module: string, packages: PackageReader): Promise<ReadonlySet<string>> {
  const reads = new Set<string>();
  const seen = new Set([directory]);
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = await packages(next);
    for (const name of found.reads) reads.add(name);
    for (const path of found.imports) {
      const own = path === module ? "." : path.startsWith(`${module}/`) ? path.slice(module.length + 1) : null;
      if (own === null || seen.has(own)) continue;
      seen.add(own);
      waiting.push(own);
    }
  }
  return reads;
}
