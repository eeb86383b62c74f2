import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { FileRef } from "../../../model/backup/set";
import { DeployError } from "../../../model/errors";
import { isObjectMissing, s3Client } from "../../aws/buckets/bucket";
import { UPLOAD_LIMIT } from "../../aws/target";
import { callingStore, type SetStore } from "./setStore";

/** Writes an object. S3 compares it with its SHA-256. */
export async function putBytes(store: SetStore, key: string, bytes: Uint8Array): Promise<FileRef> {
  const hash = createHash("sha256").update(bytes).digest();
  return put(store, key, { bytes: bytes.byteLength, hash, body: () => bytes });
}

/** Writes an object from a file of at most 5 GB, which is not read into memory. */
export async function putFile(store: SetStore, key: string, file: string): Promise<FileRef> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return put(store, key, {
    bytes: (await stat(file)).size,
    hash: hash.read() as Buffer,
    body: () => createReadStream(file),
  });
}

interface Content {
  readonly bytes: number;
  readonly hash: Buffer;
  readonly body: () => Uint8Array | Readable;
}

async function put(store: SetStore, Key: string, { bytes, hash, body }: Content): Promise<FileRef> {
  const { PutObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  const { VersionId } = await callingStore(store, `writing ${Key}`, () =>
    client.send(
      new PutObjectCommand({
        Bucket: store.bucket,
        Key,
        Body: body(),
        ContentLength: bytes,
        ChecksumSHA256: hash.toString("base64"),
        ExpectedBucketOwner: store.target.account,
      }),
      UPLOAD_LIMIT,
    ),
  );
  return { key: Key, bytes, sha256: hash.toString("hex"), versionId: VersionId ?? null };
}

/**
 * Reads a file of a set into memory: for files of tables, which are small.
 * @throws DeployError SET_ALTERED where it is missing, or has other bytes than in the manifest
 */
export async function readBytes(store: SetStore, ref: FileRef): Promise<Buffer> {
  const { body } = await getObject(store, ref);
  const bytes = await callingStore(store, `reading ${ref.key}`, async () => Buffer.concat(await body.toArray()));
  if (createHash("sha256").update(bytes).digest("hex") !== ref.sha256)
    throw altered(store, [`${ref.key} has other bytes`]);
  return bytes;
}

/** Reads a file of a set into a new private file. @throws DeployError SET_ALTERED */
export async function downloadFile(store: SetStore, ref: FileRef, file: string): Promise<void> {
  const { body } = await getObject(store, ref);
  const hash = createHash("sha256");
  const handle = await open(file, "wx", 0o600);
  await callingStore(store, `reading ${ref.key}`, () =>
    pipeline(
      body,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      handle.createWriteStream(),
    ),
  );
  if (hash.digest("hex") !== ref.sha256) throw altered(store, [`${ref.key} has other bytes`]);
}

/** Lines of a compressed file of a set; no line is returned before all bytes were compared with the manifest. */
export async function* readLines(store: SetStore, ref: FileRef): AsyncGenerator<string> {
  const bytes = await readBytes(store, ref);
  yield* createInterface({ input: Readable.from([bytes]).pipe(createGunzip()), crlfDelay: Infinity });
}

async function getObject(store: SetStore, ref: FileRef): Promise<{ readonly body: Readable }> {
  const { GetObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(store.target);
  const { bucket: Bucket } = store;
  const { Body } = await callingStore(store, `reading ${ref.key}`, async () => {
    try {
      return await client.send(
        new GetObjectCommand({
          Bucket,
          Key: ref.key,
          ...(ref.versionId === null ? {} : { VersionId: ref.versionId }),
          ExpectedBucketOwner: store.target.account,
        }),
      );
    } catch (error) {
      const isGone =
        (error as Error).name === "NoSuchVersion" || (await isObjectMissing(client, Bucket, ref.key, error));
      throw isGone ? altered(store, [`${ref.key} is missing`], error) : error;
    }
  });
  return { body: Body as Readable };
}

/** @param problems one for each file: `<key> is missing` */
export function altered(store: SetStore, problems: readonly string[], cause?: unknown): DeployError {
  const listed = problems.slice(0, MAX_PROBLEMS).join("; ");
  const more = problems.length > MAX_PROBLEMS ? `; and ${String(problems.length - MAX_PROBLEMS)} more` : "";
  return new DeployError(
    "SET_ALTERED",
    `The backup set was changed after it was made: ${listed}${more}. It was not used.`,
    `Use another set: \`bin/deploy dr list ${store.stage}\`. The bucket ${store.bucket} keeps old versions of its objects; CloudTrail has who wrote the new ones.`,
    { cause, details: { files: problems } },
  );
}

const MAX_PROBLEMS = 5;
