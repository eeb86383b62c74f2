import { join } from "node:path";
import { allFunctions, type CatalogFunction } from "../../model/catalog/functions";
import { requireKnownNames } from "../../model/knownNames";
import { releaseSchema, type Artifact, type Release } from "../../model/release/release";
import { readJson, writeWhole } from "../files";
import { hasArtifact, type LocalArtifact } from "./artifacts/artifact";
import { buildUnits } from "./buildUnits";
import { throwDiskError } from "./diskError";
import { functionFailures, isRequested, assertNoFailures, type FunctionBuildFailure } from "./functionFailures";
import { gitSource } from "./git/gitSource";
import { openModule, type GoModuleBuild } from "./go/buildHandlers";
import { missingHandlers, assertNoneMissing, assertBackendExists } from "./missingHandlers";
import { buildPlaceholder, type PlaceholderReason } from "./placeholder/placeholder";
import {
  artifactsPath,
  GO_ARCHITECTURES,
  handlerBuildSettings,
  type BuildRequest,
  type BuildRequestWithCatalog,
} from "./buildRequest";
import { unitOf } from "./units";

export interface BuildResult {
  readonly release: Release;
  /** Folder with `<digest>.zip`. */
  readonly artifactsFolder: string;
  /** Handlers that were compiled or packed. */
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  /** Functions with a placeholder, because their handler is missing or failed to build. */
  readonly placeholders: readonly string[];
  /** Functions with a placeholder whose handler failed to build. */
  readonly failed: readonly string[];
  readonly failures: readonly FunctionBuildFailure[];
  readonly seconds: number;
}

/** File with the release of the last build. */
export function workingReleaseFile(root: string): string {
  return join(root, ".build", "release.json");
}

/** File with the last release for an architecture: artifacts of another one cannot be reused. */
function lastReleaseFile({ root, architecture }: BuildRequest): string {
  return join(root, ".build", `release-${GO_ARCHITECTURES[architecture]}.json`);
}

/**
 * Builds handlers into content-addressed artifacts, and these into a release.
 * @throws DeployError BACKEND_MISSING, TOOLCHAIN_GO, BUILD_FAILED with every handler that fails, DISK, USAGE, CANCELLED
 */
export async function build(request: BuildRequest): Promise<BuildResult> {
  const started = performance.now();
  await assertBackendExists(request.backend);
  const module = await openModule(handlerBuildSettings(request)).catch(throwDiskError);
  try {
    const catalog = typeof request.catalog === "function" ? await request.catalog() : request.catalog;
    return await buildRelease({ ...request, catalog }, module, started);
  } finally {
    await module.early?.close();
  }
}

async function buildRelease(
  request: BuildRequestWithCatalog,
  module: GoModuleBuild,
  started: number,
): Promise<BuildResult> {
  requireKnownNames("service", request.services ?? [], Object.keys(request.catalog.services));
  const artifactsFolder = artifactsPath(request);
  const absent = new Set(request.absent);
  const functions = allFunctions(request.catalog).filter(({ id }) => !absent.has(id));
  const reused = await reusableArtifacts(request, functions, artifactsFolder);
  const toBuild = functions.filter(({ id }) => !reused.has(id));
  const missing = await missingHandlers(request.backend, toBuild);
  if (request.handlersRequiredBy !== undefined) {
    const requested = toBuild.filter(({ id }) => isRequested(request, id));
    assertNoneMissing(request.handlersRequiredBy, requested, missing);
  }
  const present = toBuild.filter(({ id }) => !missing.has(id));
  const [units, source] = await Promise.all([
    buildUnits(request, module, present),
    gitSource(request.backend, join(request.root, "catalog")),
  ]);
  const failures = functionFailures(present, units);
  assertNoFailures(request, failures, units);
  const failed = new Set(failures.flatMap((failure) => failure.functions));
  const placeholders = await buildPlaceholders(request, artifactsFolder, missing.size > 0, failed.size > 0);
  const artifacts = new Map(reused);
  for (const { id, spec } of toBuild) {
    const reason: PlaceholderReason | null = missing.has(id) ? "missing" : failed.has(id) ? "failed" : null;
    artifacts.set(id, releaseArtifact(units.artifacts.get(unitOf(spec).name), reason, placeholders));
  }
  const release: Release = {
    schema: 1,
    builtAt: Math.floor(Date.now() / 1000),
    source,
    catalog: request.catalog,
    artifacts: Object.fromEntries([...artifacts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  for (const file of [lastReleaseFile(request), workingReleaseFile(request.root)])
    await writeWhole(file, JSON.stringify(release)).catch(throwDiskError);
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

/** Artifacts of the last build for the services that are not built now. */
async function reusableArtifacts(
  request: BuildRequestWithCatalog,
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

type Placeholders = Readonly<Partial<Record<PlaceholderReason, LocalArtifact>>>;

async function buildPlaceholders(
  { root, architecture, signal }: BuildRequest,
  artifactsFolder: string,
  missing: boolean,
  failed: boolean,
): Promise<Placeholders> {
  const buildFor = (reason: PlaceholderReason): Promise<LocalArtifact> =>
    buildPlaceholder({ root, architecture: GO_ARCHITECTURES[architecture], artifactsFolder, signal }, reason).catch(
      throwDiskError,
    );
  return {
    ...(missing ? { missing: await buildFor("missing") } : {}),
    ...(failed ? { failed: await buildFor("failed") } : {}),
  };
}

function releaseArtifact(
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
