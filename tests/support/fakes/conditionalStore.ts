import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type DeleteObjectCommandInput,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { AwsClientStub } from "aws-sdk-client-mock";

/** A bucket in memory that holds to If-Match and If-None-Match as S3 does; each request is atomic. */
export interface ConditionalStore {
  readonly objects: Map<string, string>;
  /** Called before each request is answered, with its name; what it throws is the answer. */
  before: (request: "get" | "put" | "delete") => void;
  /** Called after each request was carried out; what it throws is the answer that got lost. */
  after: (request: "get" | "put" | "delete") => void;
}

/** Puts a store in place of S3. */
export function conditionalStore(s3: AwsClientStub<S3Client>): ConditionalStore {
  const store: ConditionalStore = { objects: new Map(), before: () => undefined, after: () => undefined };
  const { objects } = store;
  const countedRequest = async <T>(request: "get" | "put" | "delete", act: () => T): Promise<T> => {
    await Promise.resolve();
    store.before(request);
    const answer = act();
    store.after(request);
    return answer;
  };
  const matching = (key: string, wanted: string | undefined): void => {
    const there = objects.get(key);
    if (wanted === undefined) return;
    if (there === undefined) throw named("NoSuchKey");
    if (etagOf(there) !== wanted) throw named("PreconditionFailed");
  };
  s3.on(GetObjectCommand).callsFake(({ Key = "" }: GetObjectCommandInput) =>
    countedRequest("get", () => {
      const there = objects.get(Key);
      if (there === undefined) throw named("NoSuchKey");
      return { ETag: etagOf(there), Body: { transformToString: () => Promise.resolve(there) } };
    }),
  );
  s3.on(PutObjectCommand).callsFake(({ Key = "", Body, IfMatch, IfNoneMatch }: PutObjectCommandInput) =>
    countedRequest("put", () => {
      matching(Key, IfMatch);
      if (IfNoneMatch === "*" && objects.has(Key)) throw named("PreconditionFailed");
      objects.set(Key, Body as string);
      return { ETag: etagOf(Body as string) };
    }),
  );
  s3.on(DeleteObjectCommand).callsFake(({ Key = "", IfMatch }: DeleteObjectCommandInput) =>
    countedRequest("delete", () => {
      matching(Key, IfMatch);
      objects.delete(Key);
      return {};
    }),
  );
  return store;
}

function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
