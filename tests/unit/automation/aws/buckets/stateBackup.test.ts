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

describe("a copy of the state", () => {
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
  const copy = (): Promise<void> => backUpState(TARGET, STAGE, { version: 3 }, () => NOW);

  it("has the stage and the time for its name, and the state as it is", async () => {
    await copy();
    const { Bucket, Key, Body } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    assert.deepEqual(
      [Bucket, Key, Body],
      ["listbackup-state-100000000001-us-west-2", "backups/dev/1795485644086.json", '{"version":3}'],
    );
  });

  it("leaves thirty, and takes the oldest away", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(MAX_BACKUPS + 2)] });
    await copy();
    const deleted = s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects?.map(({ Key }) => Key);
    assert.deepEqual(deleted, [`backups/dev/${String(NOW - 32)}.json`, `backups/dev/${String(NOW - 31)}.json`]);
  });

  it("takes none away while there are thirty", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(MAX_BACKUPS)] });
    await copy();
    assert.equal(s3.commandCalls(DeleteObjectsCommand).length, 0);
  });

  it("that cannot be made is an error, and not the missing right alone", async () => {
    s3.on(PutObjectCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await assert.rejects(copy, (error) => error instanceof DeployError && error.code === "STATE_NOT_COPIED");
  });

  it("keeps an error's own remedy where nobody is known", async () => {
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

  it("are listed by their time, the newest first, and nothing else that lies there", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [...copies(3), { Key: "backups/dev/notes.txt" }] });
    assert.deepEqual(await listBackups(TARGET, STAGE), [NOW - 1, NOW - 2, NOW - 3]);
  });

  it("are read as they were written", async () => {
    const state = { version: 3, features: ["a"], deployment: { resources: [], pending_operations: [] } };
    holding(JSON.stringify(state));
    assert.deepEqual(await readBackup(TARGET, STAGE, NOW), state);
  });

  for (const text of ["{ broken", "{}", '{"version":3,"deployment":{"resources":1}}']) {
    it(`are refused where they are none: ${text}`, async () => {
      holding(text);
      await assert.rejects(
        readBackup(TARGET, STAGE, NOW),
        (error) => error instanceof DeployError && error.code === "STATE_UNREADABLE",
      );
    });
  }
});
