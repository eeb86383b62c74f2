import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { inParallel } from "../aws/parallel";
import { readJson, writeWhole } from "../files";
import { hasArtifact, packExecutable, storeArtifact, type LocalArtifact } from "./artifact";
import { compile, packageDirectories, recipe, type GoArchitecture } from "./go";
import { currentInputs, inputsSchema, sameInputs, type FileCache } from "./inputs";

/** What was built from what: the memory that lets a build skip the compiler. */
const memorySchema = z.strictObject({
  recipe: z.string(),
  handlers: z.record(z.string(), z.strictObject({ inputs: inputsSchema, digest: z.string(), size: z.number() })),
});

type Memory = z.infer<typeof memorySchema>;

export interface HandlersRequest {
  /** Folder of the Go module. */
  readonly module: string;
  /** Package directories to build, relative to the module. */
  readonly directories: readonly string[];
  readonly architecture: GoArchitecture;
  readonly artifactsFolder: string;
  /** File that remembers what was built from what. */
  readonly memoryFile: string;
  readonly report: (line: string) => void;
}

export interface HandlerFailure {
  readonly directory: string;
  readonly message: string;
}

export interface BuiltHandlers {
  readonly artifacts: ReadonlyMap<string, LocalArtifact>;
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  readonly failures: readonly HandlerFailure[];
}

/** Files of a module that every package is built from. */
const MODULE_FILES = ["go.mod", "go.sum"];

/** Go compiles in parallel by itself; two at once fill the gaps when it links. */
const AT_ONCE = 2;

/** Builds the handlers whose sources changed since they were last built; calls no compiler where none did. */
export async function buildHandlers(asked: HandlersRequest): Promise<BuiltHandlers> {
  // Go names folders as they really are, whatever links lead to them.
  const request = { ...asked, module: await realpath(asked.module) };
  const memory = await readMemory(request);
  const cache: FileCache = new Map();
  const known = await stillGood(request, memory, cache);
  const stale = request.directories.filter((directory) => !known.has(directory));
  const artifacts = new Map(known);
  const failures: HandlerFailure[] = [];
  if (stale.length > 0) {
    request.report(`Compiling ${String(stale.length)} of ${String(request.directories.length)} handlers with Go …`);
    await compileAll(request, stale, memory, cache, artifacts, failures);
    await writeWhole(request.memoryFile, JSON.stringify(memory));
  }
  const built = stale.filter((directory) => artifacts.has(directory));
  return { artifacts, built, unchanged: request.directories.filter((d) => known.has(d)), failures };
}

async function readMemory(request: HandlersRequest): Promise<Memory> {
  const parsed = memorySchema.safeParse(await readJson(request.memoryFile));
  const wanted = recipe(request.architecture);
  return parsed.success && parsed.data.recipe === wanted ? parsed.data : { recipe: wanted, handlers: {} };
}

async function stillGood(
  request: HandlersRequest,
  memory: Memory,
  cache: FileCache,
): Promise<ReadonlyMap<string, LocalArtifact>> {
  const checked = await Promise.all(
    request.directories.map(async (directory) => {
      const known = memory.handlers[directory];
      if (known === undefined || !(await hasArtifact(request.artifactsFolder, known))) return [];
      const now = await currentInputs(request.module, known.inputs.directories, MODULE_FILES, cache);
      return sameInputs(known.inputs, now) ? [[directory, { digest: known.digest, size: known.size }] as const] : [];
    }),
  );
  return new Map(checked.flat());
}

async function compileAll(
  request: HandlersRequest,
  stale: readonly string[],
  memory: Memory,
  cache: FileCache,
  artifacts: Map<string, LocalArtifact>,
  failures: HandlerFailure[],
): Promise<void> {
  const { module, architecture } = request;
  const needs = await packageDirectories(module, stale, architecture);
  const folder = await mkdtemp(join(tmpdir(), "listbackup-build-"));
  try {
    await inParallel(stale, AT_ONCE, async (directory) => {
      // Before the compiler reads them: a file that changes meanwhile makes the next build compile again.
      const inputs = await currentInputs(module, needs.get(directory) ?? [directory], MODULE_FILES, cache);
      const target = join(folder, `handler-${directory.replaceAll("/", "-")}`);
      const result = await compile(module, directory, architecture, target);
      if (result.kind === "failed") {
        failures.push({ directory, message: result.message });
        return;
      }
      const artifact = await storeArtifact(request.artifactsFolder, packExecutable(await readFile(target)));
      await rm(target);
      artifacts.set(directory, artifact);
      memory.handlers[directory] = { inputs: inputs, ...artifact };
      if (artifacts.size % 10 === 0) request.report(`  … ${String(artifacts.size)} handlers are ready`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
