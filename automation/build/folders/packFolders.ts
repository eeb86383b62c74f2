import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { hasArtifact, MAX_UNPACKED_BYTES, packFiles, storeArtifact, type LocalArtifact } from "../artifacts/artifact";
import { failureAt, type BuildFailure } from "../buildFailure";
import { listFolder, type FolderListing } from "./folderFiles";
import type { BuiltUnits } from "../go/buildHandlers";
import { currentInputs, FileCache, sameInputs, type Inputs } from "../artifacts/inputs";
import { BuildMemory } from "../artifacts/buildCache";
import type { FolderUnit } from "../units";

export interface PackedFolders extends BuiltUnits {
  /** Names of the files in each unit's artifact. */
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface FoldersRequest {
  readonly backend: string;
  readonly units: readonly FolderUnit[];
  readonly artifactsFolder: string;
  readonly memoryFile: string;
}

/** Changes when folders are packed otherwise. */
const RECIPE = "folder 1";

type Packed = { readonly kind: "packed" | "unchanged" } | { readonly kind: "failed"; readonly failure: BuildFailure };

/** Packs the folders of functions in Node.js and Python. Nothing is compiled or installed: what is there is what runs. */
export async function packFolders(asked: FoldersRequest): Promise<PackedFolders> {
  const request = { ...asked, backend: await realpath(asked.backend) };
  const memory = await BuildMemory.read(request.memoryFile, RECIPE);
  const artifacts = new Map<string, LocalArtifact>();
  const contents = new Map<string, ReadonlySet<string>>();
  const named: Record<Packed["kind"], string[]> = { packed: [], unchanged: [], failed: [] };
  const failures: BuildFailure[] = [];
  // One after the other: a folder is held in memory as a whole.
  for (const unit of request.units) {
    const listing = await listFolder(request.backend, unit.folder);
    contents.set(unit.name, new Set(listing.files.map(({ name }) => name)));
    const packed = await packFolder(request, unit, listing, memory, artifacts);
    named[packed.kind].push(unit.name);
    if (packed.kind === "failed") failures.push(packed.failure);
  }
  await memory.written();
  return { artifacts, contents, built: named.packed, unchanged: named.unchanged, failures };
}

async function packFolder(
  request: FoldersRequest,
  unit: FolderUnit,
  listing: FolderListing,
  memory: BuildMemory,
  artifacts: Map<string, LocalArtifact>,
): Promise<Packed> {
  const failure = failureIn(unit, listing);
  if (failure !== null) return { kind: "failed", failure };
  const inputs = await inputsOf(request.backend, unit, listing);
  const known = memory.get(unit.name);
  if (known !== undefined && sameInputs(known.inputs, inputs) && (await hasArtifact(request.artifactsFolder, known))) {
    artifacts.set(unit.name, { digest: known.digest, size: known.size });
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
  memory.remember(unit.name, inputs, artifact);
  return { kind: "packed" };
}

function failureIn(unit: FolderUnit, { files, problems }: FolderListing): BuildFailure | null {
  const [problem] = problems;
  if (problem !== undefined) return failureAt(unit.name, problem.file, problem.what);
  if (files.length === 0) return failureAt(unit.name, unit.folder, "the folder has no files to pack");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= MAX_UNPACKED_BYTES) return null;
  const [largest] = [...files].sort((a, b) => b.size - a.size);
  const megabytes = (bytes: number): string => `${String(Math.ceil(bytes / 1024 / 1024))} MB`;
  const what = `the folder has ${megabytes(size)}, and Lambda takes 250 MB; its largest file is ${largest?.name ?? ""} (${megabytes(largest?.size ?? 0)})`;
  return failureAt(unit.name, unit.folder, what);
}

/** Read before the files are packed: one that changes meanwhile makes the next build pack again. */
function inputsOf(backend: string, unit: FolderUnit, { files }: FolderListing): Promise<Inputs> {
  const single = files.map(({ name }) => join(unit.folder, name));
  return currentInputs({ directories: [], embedded: [], single }, new FileCache(backend));
}
