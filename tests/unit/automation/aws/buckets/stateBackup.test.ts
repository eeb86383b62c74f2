import { strict as assert } from "node:assert";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { backUpState, MAX_BACKUPS, listBackups, readBackup } from "../../../../../automation/aws/buckets/stateBackup";
import { DeployError } from "../../../../../model/errors";
import { stageOf } from "../../../../support/release";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const STAGE = stageOf("dev");
const NOW = 1_795_485_644_086;

/** Copies as a listing has them, in no order, the oldest first by number. */
function copies(count: number): readonly { readonly Key: string }[] {
  const keys = Array.from({ length: count }, (_, index) => `backups/dev/${String(NOW - count + index)}.json`);
  return [...keys.slice(7), ...keys.slice(0, 7)].map((Key) => ({ Key }));
}

describe("backUpState", () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => {
    s3.reset();
    s3.on(PutObjectCommand).resolves({});
    s3.on(ListObjectsV2Command).resolves({ Contents: [] });
    s3.on(DeleteObjectsCommand).resolves({});
  });
  after(() => {
    s3.restore();
  });
  const copy = (): Promise<void> => backUpState(TARGET, STAGE, { version: 3 }, { now: () => NOW });

  it("writes the unchanged state, with stage and time as the key", async () => {
    await copy();
    const { Bucket, Key, Body } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    assert.deepEqual(
      [Bucket, Key, Body],
      ["listbackup-state-100000000001-us-west-2", "backups/dev/1795485644086.json", '{"version":3}'],
    );
  });

  it("keeps thirty backups, and deletes the oldest", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(MAX_BACKUPS + 2)] });
    await copy();
    const deleted = s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects?.map(({ Key }) => Key);
    assert.deepEqual(deleted, [`backups/dev/${String(NOW - 32)}.json`, `backups/dev/${String(NOW - 31)}.json`]);
  });

  it("deletes none at exactly thirty", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(MAX_BACKUPS)] });
    await copy();
    assert.equal(s3.commandCalls(DeleteObjectsCommand).length, 0);
  });

  it("throws STATE_NOT_COPIED where it cannot write", async () => {
    s3.on(PutObjectCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await assert.rejects(copy, (error) => error instanceof DeployError && error.code === "STATE_NOT_COPIED");
  });

  it("keeps the remedy of a credentials error", async () => {
    s3.on(PutObjectCommand).rejects(Object.assign(new Error("old"), { name: "ExpiredToken" }));
    await assert.rejects(copy, (error) => error instanceof DeployError && error.code === "IDENTITY_UNKNOWN");
  });
});

describe("backups of the state", () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => {
    s3.reset();
  });
  after(() => {
    s3.restore();
  });
  const holding = (text: string): void => {
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: () => Promise.resolve(text) } as never });
  };

  it("are listed newest first, without other objects", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(3), { Key: "backups/dev/notes.txt" }] });
    assert.deepEqual(await listBackups(TARGET, STAGE), [NOW - 1, NOW - 2, NOW - 3]);
  });

  it("are read as they were written", async () => {
    const state = { version: 3, features: ["a"], deployment: { resources: [], pending_operations: [] } };
    holding(JSON.stringify(state));
    assert.deepEqual(await readBackup(TARGET, STAGE, NOW), state);
  });

  for (const text of ["{ broken", "{}", '{"version":3,"deployment":{"resources":1}}']) {
    it(`are rejected in another format: ${text}`, async () => {
      holding(text);
      await assert.rejects(
        readBackup(TARGET, STAGE, NOW),
        (error) => error instanceof DeployError && error.code === "STATE_UNREADABLE",
      );
    });
  }
});
