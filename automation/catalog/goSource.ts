import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { goProgram, handlerFactsSchema, type SourceFacts } from "../../model/catalog/check/facts/sourceFacts";
import { codeFolder } from "../../model/catalog/code";
import { allFunctions } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { readJson, writeWhole } from "../files";
import { analyse, AnalyserError, openAnalyser } from "./goAnalyser";

/** Result of reading the backend's Go source. */
export type GoSourceResult =
  | { readonly kind: "read"; readonly facts: SourceFacts }
  /** There is no Go module. */
  | { readonly kind: "absent" }
  | { readonly kind: "unread"; readonly reason: string };

const HANDLERS = "cmd/handlers";

/** Lambda's default. It is used for all stages, because files for one architecture are rare. */
const ARCHITECTURE = "arm64";

const reportSchema = z.object({
  handlers: z.record(z.string(), handlerFactsSchema),
  folders: z.array(z.string()),
});

const cacheSchema = z.object({ key: z.string(), report: reportSchema });

/**
 * Reads the handlers of a catalog's Go functions, and those below cmd/handlers that no function uses. The report is cached
 * in `.build` while size and time of its files are the same.
 * @param root the project's folder
 * @param backend folder of the Go module
 */
export async function readGoSource(root: string, backend: string, catalog: Catalog): Promise<GoSourceResult> {
  const module = await realpath(backend).catch(() => null);
  if (module === null || (await stat(join(module, "go.mod")).catch(() => null)) === null) return { kind: "absent" };
  try {
    const report = await cachedReport(root, module, programsOf(catalog));
    return { kind: "read", facts: { handlers: new Map(Object.entries(report.handlers)) } };
  } catch (error) {
    if (error instanceof AnalyserError) return { kind: "unread", reason: error.message };
    throw error;
  }
}

interface Program {
  readonly name: string;
  readonly folder: string;
  readonly sources: readonly string[];
}

/** Programs of the catalog's functions. The analyser itself adds unused folders below cmd/handlers. */
function programsOf(catalog: Catalog): readonly Program[] {
  const programs = allFunctions(catalog).flatMap(({ spec }): (readonly [string, Program])[] => {
    const { handler, sources, runtime } = spec;
    if (runtime !== undefined) return [];
    const name = goProgram(spec);
    return [[name, { name, folder: codeFolder(handler), sources: sources ?? [] }]];
  });
  return [...new Map(programs).values()];
}

async function cachedReport(
  root: string,
  module: string,
  programs: readonly Program[],
): Promise<z.infer<typeof reportSchema>> {
  const analyser = await openAnalyser(root);
  const file = join(root, ".build", "go-source.json");
  const request = { module, architecture: ARCHITECTURE, programs };
  const identity = JSON.stringify([analyser.version, request]);
  const cached = cacheSchema.safeParse(await readJson(file));
  if (cached.success && cached.data.key === (await reportCacheKey(identity, module, cached.data.report.folders))) {
    return cached.data.report;
  }
  const started = Date.now();
  const report = reportSchema.parse(await analyse(analyser, request));
  const key = await reportCacheKey(identity, module, report.folders, started);
  if (key !== null) await writeWhole(file, JSON.stringify({ key, report })).catch(() => undefined);
  return report;
}

/** Resolution of modification times in some file systems, ms. */
const TIME_STEP_MS = 2_000;

/**
 * Digest of all inputs of a report; null where a file may have changed since the analyser read it.
 * @param started start of the analysis, in ms since the epoch
 */
async function reportCacheKey(
  identity: string,
  module: string,
  folders: readonly string[],
  started = Number.POSITIVE_INFINITY,
): Promise<string | null> {
  const handlers = await readdir(join(module, HANDLERS), { recursive: true }).catch(() => []);
  const added = handlers.filter((name) => name.endsWith(".go")).sort();
  const listed = await Promise.all(folders.map((folder) => goFiles(module, folder)));
  const names = ["go.mod", ...listed.flat()];
  const states = await Promise.all(names.map((name) => stat(join(module, name)).catch(() => null)));
  if (states.some((state) => state !== null && state.mtimeMs > started - TIME_STEP_MS)) return null;
  const hash = createHash("sha256").update(JSON.stringify([identity, added]));
  states.forEach((state, index) => {
    hash.update(`${names[index] ?? ""} ${String(state?.size)} ${String(state?.mtimeMs)}\n`);
  });
  return hash.digest("hex");
}

async function goFiles(module: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(module, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(".go") && !name.endsWith("_test.go")).map((name) => join(folder, name));
}
