import { stat } from "node:fs/promises";
import { join } from "node:path";
import { allFunctions, type CatalogFunction } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import { releaseSchema, type Artifact, type Release } from "../../model/release/release";
import { readJson, writeWhole } from "../files";
import { hasArtifact, type LocalArtifact } from "./artifact";
import { gitSource } from "./gitSource";
import type { GoArchitecture } from "./go";
import { buildHandlers, type BuiltHandlers, type HandlerFailure } from "./handlers";

export interface BuildRequest {
  /** The project's folder; what is built goes to `.build` in it. */
  readonly root: string;
  /** Folder of the Go module that has `cmd/handlers/<service>/<function>`. */
  readonly backend: string;
  readonly catalog: Catalog;
  readonly architecture: "arm64" | "x86_64";
  /** Build these services only; the others stay as they were last built. @default all */
  readonly services?: readonly string[];
  readonly report?: (line: string) => void;
}

export interface BuildResult {
  readonly release: Release;
  /** Where `<digest>.zip` lie. */
  readonly artifactsFolder: string;
  /** Handler folders that were compiled. */
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  /** Functions without handler. */
  readonly placeholders: readonly string[];
  readonly seconds: number;
}

const GO_NAMES = { arm64: "arm64", x86_64: "amd64" } as const satisfies Record<
  BuildRequest["architecture"],
  GoArchitecture
>;

/** Where `build` leaves the release that it made. */
export function workingReleaseFile(root: string): string {
  return join(root, ".build", "release.json");
}

/** The last release of each processor: what one machine runs, another cannot. */
function lastReleaseFile({ root, architecture }: BuildRequest): string {
  return join(root, ".build", `release-${GO_NAMES[architecture]}.json`);
}

/**
 * Turns handlers into artifacts named by their content, and these into a release.
 * @throws DeployError BACKEND_MISSING, TOOLCHAIN_GO, BUILD_FAILED with every handler that does not compile, DISK, USAGE
 */
export async function build(request: BuildRequest): Promise<BuildResult> {
  const started = performance.now();
  refuseUnknownServices(request);
  await requireBackend(request.backend);
  const artifactsFolder = join(request.root, ".build", "artifacts");
  const functions = allFunctions(request.catalog);
  const kept = await keptArtifacts(request, functions, artifactsFolder);
  const toBuild = functions.filter(({ id }) => !kept.has(id));
  const present = await presentHandlers(request.backend, toBuild);
  const [handlers, placeholder, source] = await Promise.all([
    handlersOf(request, [...present], artifactsFolder),
    toBuild.some(({ spec }) => !present.has(handlerDirectory(spec.handler)))
      ? placeholderOf(request, artifactsFolder)
      : null,
    gitSource(request.backend, join(request.root, "catalog")),
  ]);
  refuseFailures(handlers.failures);
  const artifacts = new Map(kept);
  for (const { id, spec } of toBuild)
    artifacts.set(id, artifactOf(handlers.artifacts.get(handlerDirectory(spec.handler)), placeholder));
  const release: Release = {
    schema: 1,
    builtAt: Math.floor(Date.now() / 1000),
    source,
    catalog: request.catalog,
    artifacts: Object.fromEntries([...artifacts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  for (const file of [lastReleaseFile(request), workingReleaseFile(request.root)])
    await writeWhole(file, JSON.stringify(release)).catch(diskError);
  return {
    release,
    artifactsFolder,
    built: handlers.built,
    unchanged: handlers.unchanged,
    placeholders: functions.flatMap(({ id }) => (artifacts.get(id)?.kind === "placeholder" ? [id] : [])),
    seconds: (performance.now() - started) / 1000,
  };
}

function refuseUnknownServices({ services, catalog }: BuildRequest): void {
  const unknown = (services ?? []).filter((name) => catalog.services[name] === undefined);
  if (unknown.length === 0) return;
  throw new DeployError(
    "USAGE",
    `There is no service ${unknown.join(", ")}.`,
    `There are: ${Object.keys(catalog.services).join(", ")}.`,
  );
}

async function requireBackend(backend: string): Promise<void> {
  const found = await stat(join(backend, "go.mod")).catch(() => null);
  if (found?.isFile() === true) return;
  throw new DeployError(
    "BACKEND_MISSING",
    `There is no Go module in ${backend}.`,
    "Name the backend's folder: config key listbackup:backend in Pulumi.yaml, or LISTBACKUP_BACKEND.",
  );
}

function handlerDirectory(handler: string): string {
  return `cmd/handlers/${handler}`;
}

/** What the last build made of the services that this one leaves alone. */
async function keptArtifacts(
  request: BuildRequest,
  functions: readonly CatalogFunction[],
  folder: string,
): Promise<ReadonlyMap<string, Artifact>> {
  if (request.services === undefined) return new Map();
  const last = releaseSchema.safeParse(await readJson(lastReleaseFile(request)));
  if (!last.success) return new Map();
  const others = functions.filter(({ service }) => !(request.services ?? []).includes(service.service));
  const found = await Promise.all(
    others.map(async ({ id }) => {
      const artifact = last.data.artifacts[id];
      return artifact !== undefined && (await hasArtifact(folder, artifact)) ? [[id, artifact] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function presentHandlers(backend: string, functions: readonly CatalogFunction[]): Promise<ReadonlySet<string>> {
  const directories = [...new Set(functions.map(({ spec }) => handlerDirectory(spec.handler)))];
  const there = await Promise.all(
    directories.map((directory) =>
      stat(join(backend, directory)).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    ),
  );
  return new Set(directories.filter((_directory, index) => there[index] === true));
}

async function handlersOf(
  request: BuildRequest,
  directories: readonly string[],
  artifactsFolder: string,
): Promise<BuiltHandlers> {
  const architecture = GO_NAMES[request.architecture];
  return buildHandlers({
    module: request.backend,
    directories,
    architecture,
    artifactsFolder,
    memoryFile: join(request.root, ".build", `handlers-${architecture}.json`),
    report: request.report ?? (() => undefined),
  }).catch(diskError);
}

/** One artifact for all functions without handler: it reads its name from its surroundings. */
async function placeholderOf(request: BuildRequest, artifactsFolder: string): Promise<LocalArtifact | null> {
  const architecture = GO_NAMES[request.architecture];
  const result = await buildHandlers({
    module: join(request.root, "automation", "build", "placeholder"),
    directories: ["."],
    architecture,
    artifactsFolder,
    memoryFile: join(request.root, ".build", `placeholder-${architecture}.json`),
    report: () => undefined,
  }).catch(diskError);
  refuseFailures(result.failures);
  return result.artifacts.get(".") ?? null;
}

function artifactOf(handler: LocalArtifact | undefined, placeholder: LocalArtifact | null): Artifact {
  if (handler !== undefined) return { ...handler, kind: "handler" };
  if (placeholder === null) throw new TypeError("a function has neither handler nor placeholder");
  return { ...placeholder, kind: "placeholder" };
}

function refuseFailures(failures: readonly HandlerFailure[]): void {
  if (failures.length === 0) return;
  const list = failures.map(
    ({ directory, message }) =>
      `${directory}\n${message
        .split("\n")
        .map((line) => `    ${line}`)
        .join("\n")}`,
  );
  throw new DeployError(
    "BUILD_FAILED",
    `${String(failures.length)} ${failures.length === 1 ? "handler does" : "handlers do"} not compile:\n${list.join("\n")}`,
    "Mend them and build again; the last release that was built is still there.",
  );
}

/** What a file system says that takes nothing more, or has a file where a folder is to be. */
const UNWRITABLE = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOTDIR", "EEXIST"]);

function diskError(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (UNWRITABLE.has(code ?? "")) {
    throw new DeployError(
      "DISK",
      `The build cannot be written: ${message}`,
      "Make room or write access, or remove what is in the way, then build again.",
      { cause: error },
    );
  }
  throw error;
}
