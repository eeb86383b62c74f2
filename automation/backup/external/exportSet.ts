import { join } from "node:path";
import { rm } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { valuesForInit } from "../../../model/backup/parameterCopies";
import type { BackupSet, FileRef } from "../../../model/backup/set";
import type { ReleaseRecord } from "../../../model/release/record";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import type { AgeKey, AgeReceiver } from "../encryption/ageFile";
import { readParameters } from "../encryption/parameterFile";
import { readSetRecord } from "../setRecord";
import { downloadFile, readBytes } from "../store/files";
import type { SetStore } from "../store/setStore";
import { writeArchive, type ArchiveEntry } from "./archive";

/** Names of the files of an exported set. */
export const EXPORTED = {
  readme: "README.txt",
  parameters: "parameters.json",
  release: "release.json",
  state: "state.json",
} as const;

/** What is exported, and for whom. */
export interface ExportRequest {
  readonly store: SetStore;
  readonly set: BackupSet;
  /** New file. */
  readonly file: string;
  readonly receiver: AgeReceiver;
  /** For a set whose parameters are encrypted by age; null: none. */
  readonly key: AgeKey | null;
  /** With the items of tables, and users. */
  readonly data: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes what a set has, except objects of buckets and artifacts, into one encrypted file, to be kept outside AWS.
 * @returns names of the files in it
 */
export async function exportSet({
  store,
  set,
  file,
  receiver,
  key,
  data,
  signal,
}: ExportRequest): Promise<readonly string[]> {
  const record = await readSetRecord(store, set);
  const copies = await readParameters(store, set, key);
  const work = await temporaryFolder("export");
  try {
    const values = valuesForInit(copies, record.release.catalog);
    const entries: ArchiveEntry[] = [
      text(EXPORTED.readme, readme(set, record)),
      text(EXPORTED.parameters, JSON.stringify(values, null, 2)),
      text(EXPORTED.release, JSON.stringify(record, null, 2)),
      ...(set.state === null ? [] : [text(EXPORTED.state, gunzipSync(await readBytes(store, set.state)).toString())]),
    ];
    for (const { repository, file: bundle } of set.source) {
      if (bundle === null) continue;
      const path = join(work, repository);
      await downloadFile(store, bundle, path);
      entries.push({ name: `${repository}.bundle`, kind: "file", path });
    }
    if (data) entries.push(...dataEntries(store, set));
    await writeArchive(file, entries, receiver, signal);
    return entries.map(({ name }) => name);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Files of tables and users, without folders: `table-users-0-0.json.gz`, `users-0.json.gz`. */
function dataEntries(store: SetStore, set: BackupSet): readonly ArchiveEntry[] {
  const entry = (prefix: string, file: FileRef): ArchiveEntry => ({
    name: `${prefix}-${file.key.split("/").at(-1) ?? ""}`,
    kind: "bytes",
    read: () => readBytes(store, file),
  });
  return [
    ...set.tables.flatMap(({ name, files }) => files.map((file) => entry(`table-${name}`, file))),
    ...(set.users?.files ?? []).map((file) => entry("users", file)),
  ];
}

function text(name: string, content: string): ArchiveEntry {
  return { name, kind: "text", text: content };
}

function readme(set: BackupSet, { id }: ReleaseRecord): string {
  return `Backup set ${String(set.id)} of ${set.stage} (${new Date(set.id * 1_000).toISOString()}), release ${String(id)}.

${EXPORTED.parameters}: parameters and secrets. Write the missing ones: \`bin/deploy secrets init <stage> --from-file ${EXPORTED.parameters}\`
backend.bundle, program.bundle: git bundles. git clone --branch backup backend.bundle backend
${EXPORTED.release}: the release record, with the catalog and the digests of its artifacts.
${EXPORTED.state}: the engine's state; its secrets are encrypted by the KMS key of ${set.region}. pulumi stack import --file ${EXPORTED.state}

table-*.json.gz, users-*.json.gz (exported with --data): items in DynamoDB JSON, which ImportTable reads; users without passwords.
`;
}
