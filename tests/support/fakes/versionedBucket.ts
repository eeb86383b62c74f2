import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  type DeleteObjectsCommandInput,
  type GetObjectCommandInput,
  type HeadObjectCommandInput,
  type ListObjectsV2CommandInput,
  type PutObjectCommandInput,
  type CopyObjectCommandInput,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { AwsClientStub } from "aws-sdk-client-mock";

/** Content of a delete marker. */
const DELETED = "(deleted)";

interface Version {
  readonly id: string;
  readonly bytes: Buffer;
  readonly at: Date;
}

/** Versioned buckets in memory, as S3 has them: the key of `objects` is `bucket/key`. */
export class VersionedBucket {
  readonly objects = new Map<string, Version[]>();
  #next = 0;

  constructor(s3: AwsClientStub<S3Client>) {
    s3.on(PutObjectCommand).callsFake(
      async ({ Bucket = "", Key = "", Body, IfNoneMatch, ChecksumSHA256 }: PutObjectCommandInput) => {
        const bytes = await bytesOf(Body);
        if (IfNoneMatch === "*" && this.newest(Bucket, Key) !== undefined) throw named("PreconditionFailed");
        if (ChecksumSHA256 !== undefined && ChecksumSHA256 !== sha256(bytes)) throw named("BadDigest");
        return { VersionId: this.put(Bucket, Key, bytes) };
      },
    );
    s3.on(GetObjectCommand).callsFake(({ Bucket = "", Key = "", VersionId }: GetObjectCommandInput) => {
      const all = this.objects.get(`${Bucket}/${Key}`) ?? [];
      const found = VersionId === undefined ? all.at(-1) : all.find(({ id }) => id === VersionId);
      if (found === undefined)
        throw VersionId === undefined ? new NoSuchKey({ message: "", $metadata: {} }) : named("NoSuchVersion");
      return { Body: streamOf(found.bytes), VersionId: found.id };
    });
    s3.on(HeadObjectCommand).callsFake(({ Bucket = "", Key = "" }: HeadObjectCommandInput) => {
      const found = this.newest(Bucket, Key);
      if (found === undefined) throw named("NotFound");
      return { ContentLength: found.bytes.byteLength, ChecksumSHA256: sha256(found.bytes), VersionId: found.id };
    });
    s3.on(ListObjectsV2Command).callsFake(({ Bucket = "", Prefix = "", Delimiter }: ListObjectsV2CommandInput) => {
      const keys = this.keys(Bucket).filter((key) => key.startsWith(Prefix));
      if (Delimiter === undefined)
        return {
          Contents: keys.map((Key) => {
            const { bytes, at } = this.newest(Bucket, Key) ?? { bytes: Buffer.alloc(0), at: new Date(0) };
            return { Key, Size: bytes.byteLength, LastModified: at };
          }),
        };
      const cut = keys.map((key) => Prefix + (key.slice(Prefix.length).split(Delimiter)[0] ?? "") + String(Delimiter));
      return { CommonPrefixes: [...new Set(cut)].map((one) => ({ Prefix: one })) };
    });
    s3.on(ListObjectVersionsCommand).callsFake(({ Bucket = "", KeyMarker }: ListObjectVersionsCommandInput) =>
      this.#versionPage(Bucket, KeyMarker),
    );
    s3.on(CopyObjectCommand).callsFake(({ Bucket = "", Key = "", CopySource = "" }: CopyObjectCommandInput) => {
      const [name = "", id] = CopySource.split("?versionId=");
      const found = this.objects.get(decodeURIComponent(name))?.find((version) => version.id === id);
      if (found === undefined) throw named("NoSuchVersion");
      return { VersionId: this.put(Bucket, Key, found.bytes) };
    });
    s3.on(DeleteObjectsCommand).callsFake(({ Bucket = "", Delete }: DeleteObjectsCommandInput) => {
      for (const { Key = "" } of Delete?.Objects ?? []) this.objects.delete(`${Bucket}/${Key}`);
      return {};
    });
  }

  /** @returns the id of the version */
  put(bucket: string, key: string, content: Uint8Array | string, at = new Date()): string {
    const id = `v${String((this.#next += 1))}`;
    const name = `${bucket}/${key}`;
    this.objects.set(name, [...(this.objects.get(name) ?? []), { id, bytes: Buffer.from(content), at }]);
    return id;
  }

  /** Marks an object as deleted. */
  remove(bucket: string, key: string, at = new Date()): void {
    this.put(bucket, key, DELETED, at);
  }

  /** Two keys of a page, so that there are several. */
  #versionPage(Bucket: string, KeyMarker: string | undefined): ListObjectVersionsCommandOutput {
    const keys = this.keys(Bucket).filter((key) => KeyMarker === undefined || key > KeyMarker);
    const page = keys.slice(0, 2);
    const versions = page.flatMap((Key) =>
      [...(this.objects.get(`${Bucket}/${Key}`) ?? [])].reverse().map(({ id, bytes, at }, index) => ({
        entry: { Key, VersionId: id, LastModified: at, IsLatest: index === 0, Size: bytes.byteLength },
        isDeleted: bytes.toString() === DELETED,
      })),
    );
    const isTruncated = keys.length > page.length;
    const last = page.at(-1);
    return {
      Versions: versions.flatMap(({ entry, isDeleted }) => (isDeleted ? [] : [entry])),
      DeleteMarkers: versions.flatMap(({ entry, isDeleted }) => (isDeleted ? [entry] : [])),
      IsTruncated: isTruncated,
      ...(isTruncated && last !== undefined ? { NextKeyMarker: last } : {}),
      $metadata: {},
    };
  }

  newest(bucket: string, key: string): Version | undefined {
    return this.objects.get(`${bucket}/${key}`)?.at(-1);
  }

  text(bucket: string, key: string): string {
    return this.newest(bucket, key)?.bytes.toString() ?? "";
  }

  keys(bucket: string): readonly string[] {
    const prefix = `${bucket}/`;
    return [...this.objects.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .sort();
  }
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Readable) return Buffer.concat((await body.toArray()) as Buffer[]);
  return Buffer.from(body as Uint8Array);
}

/** As the SDK returns a body. */
function streamOf(bytes: Buffer): Readable {
  const transformToString = (): Promise<string> => Promise.resolve(bytes.toString());
  const transformToByteArray = (): Promise<Uint8Array> => Promise.resolve(bytes);
  return Object.assign(Readable.from([bytes]), { transformToString, transformToByteArray });
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
