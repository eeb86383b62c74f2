import { createHash } from "node:crypto";
import type { BackupSet, FileRef } from "../../model/backup/set";
import { setPrefix } from "../../model/backup/setKeys";
import type { VersionedBucket } from "./fakes/versionedBucket";

/** Backups bucket of production in its real configuration. */
export const BACKUPS = "listbackup-backups-100000000003-us-east-1";

/** Puts an object, as a reference to it. */
export function fileIn(bucket: VersionedBucket, name: string, key: string, text: string): FileRef {
  const versionId = bucket.put(name, key, text);
  return { key, bytes: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex"), versionId };
}

/** A set of production with one table, whose files are in a bucket; without manifest. */
export function setOf(bucket: VersionedBucket, name: string, id: number, more: Partial<BackupSet> = {}): BackupSet {
  const file = (key: string, text: string): FileRef => fileIn(bucket, name, setPrefix("production", id) + key, text);
  return {
    schema: 1,
    id,
    stage: "production",
    account: "100000000003",
    region: "us-west-2",
    way: "logical",
    startedAt: id,
    endedAt: id + 60,
    release: { id: id - 100, commit: null, record: file("release.json", "{}") },
    unfinished: [],
    artifacts: [],
    state: file("state.json.gz", "state"),
    source: [{ repository: "backend", commit: null, file: null, problem: "not a git repository" }],
    tables: [
      {
        name: "users",
        table: "listbackup-prod-users",
        keys: [{ name: "userId", type: "S" }],
        items: 2,
        bytes: 40,
        digest: "0".repeat(64),
        files: [file("tables/users/0-0.json.gz", "items")],
        native: null,
      },
    ],
    buckets: [],
    users: null,
    parameters: {
      file: file("parameters.encrypted", "secret"),
      names: ["/listbackup/jwt-secret"],
      encryption: { kind: "kms", keyArn: "arn:aws:kms:us-east-1:100000000003:key/1" },
    },
    program: "0.1.0",
    who: "arn:aws:iam::100000000003:user/ann",
    ...more,
  };
}
