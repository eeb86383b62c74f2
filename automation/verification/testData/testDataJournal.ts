import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { CheckCleanup } from "../../../model/catalog/schema/checks";
import { DRIVER_NAMES } from "../../../model/names";
import { processIdentitySchema, presenceOf } from "../../../model/release/lease";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "../../aws/buckets/bucket";
import { calling, isNotFound } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";
import { isSecretName } from "../../redaction/secretNames";
import { processIdentity, processStartTime } from "../../processIdentity";
import { namesIn, type Variables } from "../requests/variables";
import { Undecided } from "../verdict";

const rowsSchema = z.array(z.strictObject({ table: z.string(), key: z.record(z.string(), z.string()) }));
const requestsSchema = z.array(
  z.strictObject({ request: z.string(), bearer: z.string().optional(), expect: z.array(z.int()) }),
);

/**
 * What a check has created, or may have: `checks/<stage>/<id>.json` in the deployments bucket. Holds no password and no
 * token.
 */
const entrySchema = z.strictObject({
  schema: z.literal(1),
  /** Unix ms */
  startedAt: z.int(),
  place: processIdentitySchema,
  userPoolId: z.string(),
  /** Whether the entry is of the test user itself, or of what a check created with it. */
  user: z.boolean().default(true),
  /** What identifies the user and the rows: `email`, `userId`. */
  variables: z.record(z.string(), z.string()),
  rows: rowsSchema,
  /** Requests that delete what no row does. */
  requests: requestsSchema.default([]),
});
type Entry = z.infer<typeof entrySchema>;

/** What is to be deleted of a test user or a check. Variables may hold secrets: only those that are needed are stored. */
export interface TestData {
  readonly userPoolId: string;
  readonly user: boolean;
  readonly variables: Variables;
  readonly cleanup: readonly CheckCleanup[];
}

/** What a run that is gone has left. */
export interface AbandonedData extends Pick<Entry, "userPoolId" | "user" | "variables"> {
  readonly key: string;
  readonly cleanup: readonly CheckCleanup[];
}

/** The entry of one test user or check. */
export interface TestDataEntry {
  /** Stores what is known by now; writes nothing where that is stored. @throws DeployError AWS */
  write(data: TestData): Promise<void>;
  /** Everything is deleted. */
  clear(): Promise<void>;
}

/** Where test data is recorded before it is created, so that a run which is killed leaves nothing for good. */
export interface TestDataJournal {
  entry(): TestDataEntry;
  /** Test data of runs that are gone. */
  abandoned(): Promise<readonly AbandonedData[]>;
  /** What was abandoned is deleted. */
  forget(data: AbandonedData): Promise<void>;
}

/** A run of another machine counts as gone when it began so long ago: no check takes an hour. ms */
const LONGEST_RUN = 2 * 60 * 60_000;

export function testDataJournal(target: AwsTarget, stage: Stage): TestDataJournal {
  const startedAt = Date.now();
  const Bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const folder = `checks/${stage.name}/`;
  const own = `${folder}${String(startedAt)}-${randomBytes(4).toString("hex")}`;
  let entries = 0;
  const remove = async (Key: string): Promise<void> => {
    const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
    const client = await s3Client(target);
    await calling(target, `deleting ${Key}`, () => client.send(new DeleteObjectCommand({ Bucket, Key })));
  };
  const put = async (Key: string, Body: string): Promise<void> => {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const client = await s3Client(target);
    const object = { Bucket, Key, Body, ContentType: "application/json" };
    await calling(target, `writing ${Key}`, () => client.send(new PutObjectCommand(object)));
  };
  return {
    entry: () => {
      const key = `${own}-${String((entries += 1))}.json`;
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
      const keys = (await keysIn(target, Bucket, folder)).filter((key) => !key.startsWith(`${own}-`));
      const found = await Promise.all(keys.map(async (key) => ({ key, entry: await readEntry(target, Bucket, key) })));
      return found.flatMap(({ key, entry }) => (entry !== null && isGone(entry) ? [abandonedOf(key, entry)] : []));
    },
    forget: ({ key }) => remove(key),
  };
}

/** @throws Undecided: what no later run would find again is not created */
export async function recordTestData(entry: TestDataEntry | undefined, data: TestData): Promise<void> {
  try {
    await entry?.write(data);
  } catch (error) {
    const what = data.user ? "the test user" : "what it creates";
    throw new Undecided(`not run: ${what} could not be recorded: ${(error as Error).message}`);
  }
}

function entryOf(startedAt: number, { userPoolId, user, variables, cleanup }: TestData): Entry {
  return {
    schema: 1,
    startedAt,
    place: processIdentity(),
    userPoolId,
    user,
    variables: neededBy(cleanup, variables),
    rows: cleanup.flatMap((one) => ("row" in one ? [one.row] : [])),
    requests: cleanup.flatMap((one) => {
      if ("row" in one) return [];
      const { request, bearer, expect } = one;
      return [{ request, ...(bearer === undefined ? {} : { bearer }), expect: [expect].flat() }];
    }),
  };
}

function abandonedOf(key: string, { userPoolId, user, variables, rows, requests }: Entry): AbandonedData {
  const ofRequests = requests.map(({ bearer, ...rest }) => ({ ...rest, ...(bearer === undefined ? {} : { bearer }) }));
  return { key, userPoolId, user, variables, cleanup: [...ofRequests, ...rows.map((row) => ({ row }))] };
}

/** Values that the user's name, rows' keys and requests' paths are made of, and no others: the rest may be secret. */
function neededBy(cleanup: readonly CheckCleanup[], variables: Variables): Record<string, string> {
  const texts = cleanup.flatMap((one) => ("row" in one ? Object.values(one.row.key) : [one.request]));
  const names = new Set(["email", ...texts.flatMap(namesIn).filter((name) => !isSecretName(name))]);
  return Object.fromEntries([...variables].filter(([name]) => names.has(name)));
}

function isGone({ place, startedAt }: Entry): boolean {
  return presenceOf(place, processIdentity(), processStartTime) === "gone" || Date.now() - startedAt > LONGEST_RUN;
}

async function keysIn(target: AwsTarget, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  return calling(target, `listing ${Prefix}`, async () => {
    // A page holds a thousand: what is left over is for the next run.
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  });
}

/** @returns null where it is gone, or none of this program's */
async function readEntry(target: AwsTarget, Bucket: string, Key: string): Promise<Entry | null> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
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
