import { join } from "node:path";
import { codeOf } from "../../model/catalog/code";
import { allFunctions, type CatalogFunction } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { releaseSchema, type Artifact, type Release } from "../../model/release/release";
import { readJson, writeWhole } from "../files";
import { hasArtifact, type LocalArtifact } from "./artifact";
import { diskError } from "./disk";
import { entryFailure } from "./entry";
import { failureLines, type BuildFailure } from "./failure";
import { packFolders } from "./folders";
import { gitSource } from "./gitSource";
import type { GoArchitecture } from "./goCommand";
import { buildHandlers, openModule, type BuiltUnits, type HandlersPlace, type OpenModule } from "./handlers";
import { missingHandlers, refuseMissing, requireBackend } from "./missing";
import { buildPlaceholder, type PlaceholderReason } from "./placeholder";
import { unitOf, type FolderUnit, type GoUnit, type Unit } from "./units";

export interface BuildRequest {
  /** The project's folder; what is built goes to `.build` in it. */
  readonly root: string;
  /** Folder of the Go module that has `cmd/handlers/<service>/<function>`. */
  readonly backend: string;
  /** Where it has yet to be read, Go compiles what changed meanwhile. */
  readonly catalog: Catalog | (() => Promise<Catalog>);
  readonly architecture: "arm64" | "x86_64";
  /** Build these services only; the others stay as they were last built. @default all */
  readonly services?: readonly string[];
  /** Functions that the stage does without: they are not built. @default none */
  readonly absent?: readonly string[];
  /** Whether a placeholder takes the place of a handler that fails to build. @default refused */
  readonly failed?: "placeholder" | "refused";
  /** The stage that the build is for, where it takes no placeholders for missing handlers either. */
  readonly wholeFor?: StageName;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A build failure, and the functions that have a placeholder because of it. */
export interface FunctionsFailure extends BuildFailure {
  readonly functions: readonly string[];
}

export interface BuildResult {
  readonly release: Release;
  /** Where `<digest>.zip` lie. */
  readonly artifactsFolder: string;
  /** Handlers that were compiled or packed. */
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  /** Functions with a placeholder: their handler is missing, or failed to build. */
  readonly placeholders: readonly string[];
  /** Those of them whose handler is there and failed to build. */
  readonly failed: readonly string[];
  readonly failures: readonly FunctionsFailure[];
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
 * @throws DeployError BACKEND_MISSING, TOOLCHAIN_GO, BUILD_FAILED with every handler that fails, DISK, USAGE, CANCELLED
 */
export async function build(asked: BuildRequest): Promise<BuildResult> {
  const started = performance.now();
  await requireBackend(asked.backend);
  const module = await openModule(placeOf(asked)).catch(diskError);
  try {
    const catalog = typeof asked.catalog === "function" ? await asked.catalog() : asked.catalog;
    return await buildRelease({ ...asked, catalog }, module, started);
  } finally {
    await module.early?.close();
  }
}

/** A request whose catalog is there. */
type ReadRequest = Omit<BuildRequest, "catalog"> & { readonly catalog: Catalog };

function artifactsIn({ root }: Pick<BuildRequest, "root">): string {
  return join(root, ".build", "artifacts");
}

function placeOf(request: BuildRequest): HandlersPlace {
  const architecture = GO_NAMES[request.architecture];
  return {
    module: request.backend,
    architecture,
    artifactsFolder: artifactsIn(request),
    memoryFile: join(request.root, ".build", `handlers-${architecture}.json`),
    signal: request.signal,
  };
}

async function buildRelease(request: ReadRequest, module: OpenModule, started: number): Promise<BuildResult> {
  refuseUnknownServices(request);
  const artifactsFolder = artifactsIn(request);
  const absent = new Set(request.absent);
  const functions = allFunctions(request.catalog).filter(({ id }) => !absent.has(id));
  const kept = await keptArtifacts(request, functions, artifactsFolder);
  const toBuild = functions.filter(({ id }) => !kept.has(id));
  const missing = await missingHandlers(request.backend, toBuild);
  if (request.wholeFor !== undefined) {
    const asked = toBuild.filter(({ id }) => isAsked(request, id));
    refuseMissing(request.wholeFor, asked, missing);
  }
  const present = toBuild.filter(({ id }) => !missing.has(id));
  const [units, source] = await Promise.all([
    buildUnits(request, module, present),
    gitSource(request.backend, join(request.root, "catalog")),
  ]);
  const failures = functionFailures(present, units);
  refuseFailures(request, failures, units);
  const failed = new Set(failures.flatMap((failure) => failure.functions));
  const placeholders = await placeholdersFor(request, artifactsFolder, missing.size > 0, failed.size > 0);
  const artifacts = new Map(kept);
  for (const { id, spec } of toBuild) {
    const reason: PlaceholderReason | null = missing.has(id) ? "missing" : failed.has(id) ? "failed" : null;
    artifacts.set(id, artifactOf(units.artifacts.get(unitOf(spec).name), reason, placeholders));
  }
  const release: Release = {
    schema: 1,
    builtAt: Math.floor(Date.now() / 1000),
    source,
    catalog: request.catalog,
    artifacts: Object.fromEntries([...artifacts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  for (const file of [lastReleaseFile(request), workingReleaseFile(request.root)])
    await writeWhole(file, JSON.stringify(release)).catch(diskError);
  const isPlaceholder = ({ id }: CatalogFunction): boolean => artifacts.get(id)?.kind === "placeholder";
  return {
    release,
    artifactsFolder,
    built: units.built,
    unchanged: units.unchanged,
    placeholders: functions.filter(isPlaceholder).map(({ id }) => id),
    failed: functions.flatMap(({ id }) => (artifacts.get(id)?.reason === "failed" ? [id] : [])),
    failures,
    seconds: (performance.now() - started) / 1000,
  };
}

function refuseUnknownServices({ services, catalog }: ReadRequest): void {
  const unknown = (services ?? []).filter((name) => catalog.services[name] === undefined);
  if (unknown.length === 0) return;
  throw new DeployError(
    "USAGE",
    `There is no service ${unknown.join(", ")}.`,
    `There are: ${Object.keys(catalog.services).join(", ")}.`,
  );
}

/** What the last build made of the services that this one leaves alone. */
async function keptArtifacts(
  request: ReadRequest,
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

interface Units extends BuiltUnits {
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Builds what functions are made from, each once. */
async function buildUnits(
  request: ReadRequest,
  module: OpenModule,
  functions: readonly CatalogFunction[],
): Promise<Units> {
  const units = [...new Map(functions.map(({ spec }) => [unitOf(spec).name, unitOf(spec)])).values()];
  const report = request.report ?? (() => undefined);
  const [handlers, folders] = await Promise.all([
    buildHandlers({ ...placeOf(request), units: units.filter(isGo), report }, module),
    packFolders({
      backend: request.backend,
      units: units.filter(isFolder),
      artifactsFolder: artifactsIn(request),
      memoryFile: join(request.root, ".build", "folders.json"),
    }),
  ]).catch(diskError);
  return {
    artifacts: new Map([...handlers.artifacts, ...folders.artifacts]),
    built: [...handlers.built, ...folders.built],
    unchanged: [...handlers.unchanged, ...folders.unchanged],
    failures: [...handlers.failures, ...folders.failures],
    contents: folders.contents,
  };
}

function isGo(unit: Unit): unit is GoUnit {
  return unit.kind === "go";
}

function isFolder(unit: Unit): unit is FolderUnit {
  return unit.kind !== "go";
}

/** Every failure with the functions that it leaves without code, in the catalog's order. */
function functionFailures(
  functions: readonly CatalogFunction[],
  { failures, contents }: Units,
): readonly FunctionsFailure[] {
  const byUnit = new Map(failures.map((failure) => [failure.handler, failure]));
  const found = new Map<string, { readonly failure: BuildFailure; readonly functions: string[] }>();
  for (const { id, spec } of functions) {
    const unit = unitOf(spec);
    const failure = byUnit.get(unit.name) ?? entryFailureOf(spec, unit, contents);
    if (failure === null) continue;
    const known = found.get(failure.handler + failure.message) ?? { failure, functions: [] };
    known.functions.push(id);
    found.set(failure.handler + failure.message, known);
  }
  return [...found.values()].map(({ failure, functions: ids }) => ({ ...failure, functions: ids }));
}

function entryFailureOf(
  spec: CatalogFunction["spec"],
  unit: Unit,
  contents: ReadonlyMap<string, ReadonlySet<string>>,
): BuildFailure | null {
  const code = codeOf(spec);
  if (unit.kind === "go" || code.language === "go") return null;
  return entryFailure(unit, code.entry, contents.get(unit.name) ?? new Set());
}

/** @throws DeployError BUILD_FAILED with all of them, where the stage takes no placeholders or nothing at all was built */
function refuseFailures(request: ReadRequest, failures: readonly FunctionsFailure[], { artifacts }: Units): void {
  const asked = failures.filter(({ functions }) => functions.some((id) => isAsked(request, id)));
  const isNothingBuilt = artifacts.size === 0 && asked.length > 1;
  if (asked.length === 0 || (request.failed === "placeholder" && !isNothingBuilt)) return;
  throw new DeployError(
    "BUILD_FAILED",
    `${String(asked.length)} ${asked.length === 1 ? "handler" : "handlers"} failed to build:\n${failureLines(asked).join("\n")}`,
    "Correct them, or list their functions under listbackup:functions.absent of the stage, and build again. The release that was built last is unchanged.",
    { details: { failures: asked } },
  );
}

function isAsked({ services }: Pick<BuildRequest, "services">, id: string): boolean {
  return services === undefined || services.includes(id.split("/")[0] ?? "");
}

type Placeholders = Readonly<Partial<Record<PlaceholderReason, LocalArtifact>>>;

async function placeholdersFor(
  { root, architecture, signal }: BuildRequest,
  artifactsFolder: string,
  missing: boolean,
  failed: boolean,
): Promise<Placeholders> {
  const made = (reason: PlaceholderReason): Promise<LocalArtifact> =>
    buildPlaceholder({ root, architecture: GO_NAMES[architecture], artifactsFolder, signal }, reason).catch(diskError);
  return {
    ...(missing ? { missing: await made("missing") } : {}),
    ...(failed ? { failed: await made("failed") } : {}),
  };
}

function artifactOf(
  handler: LocalArtifact | undefined,
  reason: PlaceholderReason | null,
  placeholders: Placeholders,
): Artifact {
  if (reason === null && handler !== undefined) return { ...handler, kind: "handler" };
  const placeholder = placeholders[reason ?? "failed"];
  if (reason === null || placeholder === undefined)
    throw new TypeError("a function has neither handler nor placeholder");
  return { ...placeholder, kind: "placeholder", reason };
}
