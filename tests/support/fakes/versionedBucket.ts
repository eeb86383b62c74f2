import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type DeleteObjectsCommandInput,
  type GetObjectCommandInput,
  type HeadObjectCommandInput,
  type ListObjectsV2CommandInput,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { AwsClientStub } from "aws-sdk-client-mock";

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
  return Object.assign(Readable.from([bytes]), { transformToString });
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
