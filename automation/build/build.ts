import { join } from "node:path";
import { allFunctions, type CatalogFunction } from "../../model/catalog/functions";
import { requireKnownNames } from "../../model/knownNames";
import { releaseSchema, type Artifact, type Release } from "../../model/release/release";
import { readJson, writeWhole } from "../files";
import { hasArtifact, type LocalArtifact } from "./artifacts/artifact";
import { buildUnits } from "./buildUnits";
import { diskError } from "./diskError";
import { functionFailures, isAsked, refuseFailures, type FunctionsFailure } from "./functionFailures";
import { gitSource } from "./git/gitSource";
import { openModule, type OpenModule } from "./go/buildHandlers";
import { missingHandlers, refuseMissing, requireBackend } from "./missingHandlers";
import { buildPlaceholder, type PlaceholderReason } from "./placeholder/placeholder";
import { artifactsIn, GO_NAMES, placeOf, type BuildRequest, type ReadRequest } from "./buildRequest";
import { unitOf } from "./units";

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

async function buildRelease(request: ReadRequest, module: OpenModule, started: number): Promise<BuildResult> {
  requireKnownNames("service", request.services ?? [], Object.keys(request.catalog.services));
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
