import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { hasArtifact, MAX_UNPACKED_BYTES, packFiles, storeArtifact, type LocalArtifact } from "../artifacts/artifact";
import { failureAt, type BuildFailure } from "../buildFailure";
import { listFolder, type FolderListing } from "./folderFiles";
import type { UnitBuildResult } from "../go/buildHandlers";
import { readInputs, FileCache, haveSameContent, type Inputs } from "../artifacts/inputs";
import { BuildCache } from "../artifacts/buildCache";
import type { FolderUnit } from "../units";

export interface FolderBuildResult extends UnitBuildResult {
  /** File names in each unit's artifact. */
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface FolderBuildRequest {
  readonly backend: string;
  readonly units: readonly FolderUnit[];
  readonly artifactsFolder: string;
  readonly cacheFile: string;
}

/** Key of the cache: changes with the way folders are packed. */
const CACHE_KEY = "folder 1";

type PackResult =
  { readonly kind: "packed" | "unchanged" } | { readonly kind: "failed"; readonly failure: BuildFailure };

/** Packs the folders of functions in Node.js and Python. Compiles and installs nothing. */
export async function packFolders(unresolved: FolderBuildRequest): Promise<FolderBuildResult> {
  const request = { ...unresolved, backend: await realpath(unresolved.backend) };
  const cache = await BuildCache.read(request.cacheFile, CACHE_KEY);
  const artifacts = new Map<string, LocalArtifact>();
  const contents = new Map<string, ReadonlySet<string>>();
  const names: Record<PackResult["kind"], string[]> = { packed: [], unchanged: [], failed: [] };
  const failures: BuildFailure[] = [];
  // One at a time: each folder is read into memory as a whole.
  for (const unit of request.units) {
    const listing = await listFolder(request.backend, unit.folder);
    contents.set(unit.name, new Set(listing.files.map(({ name }) => name)));
    const packed = await packFolder(request, unit, listing, cache, artifacts);
    names[packed.kind].push(unit.name);
    if (packed.kind === "failed") failures.push(packed.failure);
  }
  await cache.flushed();
  return { artifacts, contents, built: names.packed, unchanged: names.unchanged, failures };
}

async function packFolder(
  request: FolderBuildRequest,
  unit: FolderUnit,
  listing: FolderListing,
  cache: BuildCache,
  artifacts: Map<string, LocalArtifact>,
): Promise<PackResult> {
  const failure = folderFailure(unit, listing);
  if (failure !== null) return { kind: "failed", failure };
  const inputs = await folderInputs(request.backend, unit, listing);
  const cached = cache.get(unit.name);
  if (
    cached !== undefined &&
    haveSameContent(cached.inputs, inputs) &&
    (await hasArtifact(request.artifactsFolder, cached))
  ) {
    artifacts.set(unit.name, { digest: cached.digest, size: cached.size });
    return { kind: "unchanged" };
  }
  const files = await Promise.all(
    listing.files.map(async ({ name }) => ({
      name,
      content: await readFile(join(request.backend, unit.folder, name)),
    })),
  );
  const artifact = await storeArtifact(request.artifactsFolder, await packFiles(files));
  artifacts.set(unit.name, artifact);
  cache.set(unit.name, inputs, artifact);
  return { kind: "packed" };
}

function folderFailure(unit: FolderUnit, { files, problems }: FolderListing): BuildFailure | null {
  const [problem] = problems;
  if (problem !== undefined) return failureAt(unit.name, problem.file, problem.what);
  if (files.length === 0) return failureAt(unit.name, unit.folder, "the folder has no files to pack");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= MAX_UNPACKED_BYTES) return null;
  const [largest] = [...files].sort((a, b) => b.size - a.size);
  const megabytes = (bytes: number): string => `${String(Math.ceil(bytes / 1024 / 1024))} MB`;
  const what = `the folder has ${megabytes(size)}, the limit of Lambda is 250 MB; its largest file is ${largest?.name ?? ""} (${megabytes(largest?.size ?? 0)})`;
  return failureAt(unit.name, unit.folder, what);
}

/** Reads the inputs before the files are packed: a file that changes meanwhile makes the next build pack again. */
function folderInputs(backend: string, unit: FolderUnit, { files }: FolderListing): Promise<Inputs> {
  const single = files.map(({ name }) => join(unit.folder, name));
  return readInputs({ directories: [], embedded: [], single }, new FileCache(backend));
}
