import { testRecordKey, testRecordSchema, type TestRecord } from "../../../model/checklist/testRecord";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { isObjectMissing, s3Client } from "./bucket";

/** Keeps the result of a commit's tests in the stage's deployments bucket; a later result replaces it. */
export async function writeTestRecord(target: AwsTarget, stage: Stage, record: TestRecord): Promise<void> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Key = testRecordKey(record.commit);
  const command = new PutObjectCommand({
    Bucket: DRIVER_NAMES.deploymentsBucket(stage),
    Key,
    Body: JSON.stringify(testRecordSchema.parse(record)),
    ContentType: "application/json",
  });
  await calling(target, `writing ${Key}`, () => client.send(command));
}

/** @returns null where there is none, or it is not a record of this program */
export async function readTestRecord(target: AwsTarget, stage: Stage, commit: string): Promise<TestRecord | null> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const [Bucket, Key] = [DRIVER_NAMES.deploymentsBucket(stage), testRecordKey(commit)];
  return calling(target, `reading ${Key}`, async () => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return parsed((await Body?.transformToString()) ?? "", commit);
    } catch (error) {
      if (await isObjectMissing(client, Bucket, Key, error)) return null;
      throw error;
    }
  });
}

function parsed(text: string, commit: string): TestRecord | null {
  try {
    const record = testRecordSchema.parse(JSON.parse(text));
    return record.commit === commit ? record : null;
  } catch {
    return null;
  }
}
