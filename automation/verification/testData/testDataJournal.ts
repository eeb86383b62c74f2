import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { CheckCleanup } from "../../../model/catalog/schema/checks";
import { DRIVER_NAMES } from "../../../model/names";
import { processIdentitySchema } from "../../../model/lock/lease";
import { presenceOf } from "../../../model/lock/leaseOwner";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "../../aws/buckets/bucket";
import { calling, isNotFound } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";
import { isSecretName } from "../../redaction/secretNames";
import { processIdentity, processStartTime } from "../../processIdentity";
import { variableNames, type Variables } from "../requests/variables";
import { Inconclusive } from "../verdict";

const rowsSchema = z.array(z.strictObject({ table: z.string(), key: z.record(z.string(), z.string()) }));
const requestsSchema = z.array(
  z.strictObject({ request: z.string(), bearer: z.string().optional(), expect: z.array(z.int()) }),
);

/**
 * What a check has created, or may have: `checks/<stage>/<id>.json` in the deployments bucket. It contains no password and
 * no token.
 */
const entrySchema = z.strictObject({
  schema: z.literal(1),
  /** Unix ms */
  startedAt: z.int(),
  place: processIdentitySchema,
  userPoolId: z.string(),
  /** true: the test user; false: what a check created as that user. */
  user: z.boolean().default(true),
  /** Values that identify the user and the rows: `email`, `userId`. */
  variables: z.record(z.string(), z.string()),
  rows: rowsSchema,
  /** Requests that delete the rest. */
  requests: requestsSchema.default([]),
});
type Entry = z.infer<typeof entrySchema>;

/** What to delete of a test user or a check. Variables may be secrets: only those that are needed are stored. */
export interface TestData {
  readonly userPoolId: string;
  readonly user: boolean;
  readonly variables: Variables;
  readonly cleanup: readonly CheckCleanup[];
}

/** Test data of a run that was killed. */
export interface AbandonedData extends Pick<Entry, "userPoolId" | "user" | "variables"> {
  readonly key: string;
  readonly cleanup: readonly CheckCleanup[];
}

/** The entry of one test user or check. */
export interface TestDataEntry {
  /** Stores the test data; writes nothing where it is unchanged. @throws DeployError AWS */
  write(data: TestData): Promise<void>;
  /** Deletes the entry: all test data is deleted. */
  clear(): Promise<void>;
}

/** Records test data before it is created, so that a later run can delete it if this one is killed. */
export interface TestDataJournal {
  entry(): TestDataEntry;
  /** Test data of runs that were killed. */
  abandoned(): Promise<readonly AbandonedData[]>;
  /** Deletes the entry of data that is deleted. */
  delete(data: AbandonedData): Promise<void>;
}

/** A run on another machine counts as killed after this time: no check takes an hour. */
const MAX_RUN_MS = 2 * 60 * 60_000;

export function testDataJournal(target: AwsTarget, stage: Stage): TestDataJournal {
  const startedAt = Date.now();
  const Bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const folder = `checks/${stage.name}/`;
  const ownPrefix = `${folder}${String(startedAt)}-${randomBytes(4).toString("hex")}`;
  let entries = 0;
  const remove = async (Key: string): Promise<void> => {
    const { DeleteObjectCommand } = await import("../../aws/buckets/s3Sdk");
    const client = await s3Client(target);
    await calling(target, `deleting ${Key}`, () => client.send(new DeleteObjectCommand({ Bucket, Key })));
  };
  const put = async (Key: string, Body: string): Promise<void> => {
    const { PutObjectCommand } = await import("../../aws/buckets/s3Sdk");
    const client = await s3Client(target);
    const object = { Bucket, Key, Body, ContentType: "application/json" };
    await calling(target, `writing ${Key}`, () => client.send(new PutObjectCommand(object)));
  };
  return {
    entry: () => {
      const key = `${ownPrefix}-${String((entries += 1))}.json`;
      let stored: string | null = null;
      return {
        write: async (data) => {
          const text = JSON.stringify(entryOf(startedAt, data));
          if (text === stored) return;
          await put(key, text);
          stored = text;
        },
        clear: async () => {
          if (stored !== null) await remove(key);
          stored = null;
        },
      };
    },
    abandoned: async () => {
      const keys = (await keysIn(target, Bucket, folder)).filter((key) => !key.startsWith(`${ownPrefix}-`));
      const found = await Promise.all(keys.map(async (key) => ({ key, entry: await readEntry(target, Bucket, key) })));
      return found.flatMap(({ key, entry }) =>
        entry !== null && isAbandoned(entry) ? [toAbandonedData(key, entry)] : [],
      );
    },
    delete: ({ key }) => remove(key),
  };
}

/** @throws Inconclusive: nothing is created that no later run could find */
export async function recordTestData(entry: TestDataEntry | undefined, data: TestData): Promise<void> {
  try {
    await entry?.write(data);
  } catch (error) {
    const what = data.user ? "the test user" : "what it creates";
    throw new Inconclusive(`not run: ${what} could not be recorded: ${(error as Error).message}`);
  }
}

function entryOf(startedAt: number, { userPoolId, user, variables, cleanup }: TestData): Entry {
  return {
    schema: 1,
    startedAt,
    place: processIdentity(),
    userPoolId,
    user,
    variables: neededVariables(cleanup, variables),
    rows: cleanup.flatMap((one) => ("row" in one ? [one.row] : [])),
    requests: cleanup.flatMap((one) => {
      if ("row" in one) return [];
      const { request, bearer, expect } = one;
      return [{ request, ...(bearer === undefined ? {} : { bearer }), expect: [expect].flat() }];
    }),
  };
}

function toAbandonedData(key: string, { userPoolId, user, variables, rows, requests }: Entry): AbandonedData {
  const ofRequests = requests.map(({ bearer, ...rest }) => ({ ...rest, ...(bearer === undefined ? {} : { bearer }) }));
  return { key, userPoolId, user, variables, cleanup: [...ofRequests, ...rows.map((row) => ({ row }))] };
}

/** The variables of user name, row keys and request paths only: others may be secrets. */
function neededVariables(cleanup: readonly CheckCleanup[], variables: Variables): Record<string, string> {
  const texts = cleanup.flatMap((one) => ("row" in one ? Object.values(one.row.key) : [one.request]));
  const names = new Set(["email", ...texts.flatMap(variableNames).filter((name) => !isSecretName(name))]);
  return Object.fromEntries([...variables].filter(([name]) => names.has(name)));
}

function isAbandoned({ place, startedAt }: Entry): boolean {
  return presenceOf(place, processIdentity(), processStartTime) === "gone" || Date.now() - startedAt > MAX_RUN_MS;
}

async function keysIn(target: AwsTarget, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const { ListObjectsV2Command } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(target);
  return calling(target, `listing ${Prefix}`, async () => {
    // One page has a thousand; the next run reads the rest.
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  });
}

/** @returns null where it does not exist, or has another format */
async function readEntry(target: AwsTarget, Bucket: string, Key: string): Promise<Entry | null> {
  const { GetObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(target);
  return calling(target, `reading ${Key}`, async () => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return entrySchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    } catch (error) {
      if (isNotFound(error) || error instanceof z.ZodError || error instanceof SyntaxError) return null;
      throw error;
    }
  });
}
