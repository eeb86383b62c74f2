import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { CheckUser } from "../../model/catalog/checksSchema";
import { DRIVER_NAMES } from "../../model/names";
import { placeSchema, presenceOf } from "../../model/release/lease";
import type { Stage } from "../../model/stage/stage";
import { s3Client } from "../aws/bucket";
import { calling, isNotFound } from "../aws/errors";
import type { AwsTarget } from "../aws/target";
import { ownPlace, startOf } from "../place";
import { namesIn, type Variables } from "./variables";

const rowsSchema = z.array(z.strictObject({ table: z.string(), key: z.record(z.string(), z.string()) }));

/** A test user that exists, or may: `checks/<stage>/<id>.json` in the deployments bucket. Holds no password and no token. */
const entrySchema = z.strictObject({
  schema: z.literal(1),
  /** Unix ms */
  startedAt: z.int(),
  place: placeSchema,
  userPoolId: z.string(),
  /** What tells it and its rows apart: `email`, `userId`. */
  variables: z.record(z.string(), z.string()),
  rows: rowsSchema,
});
type Entry = z.infer<typeof entrySchema>;

/** A test user that a run which is gone has left. */
export interface AbandonedUser extends Pick<Entry, "userPoolId" | "variables" | "rows"> {
  readonly key: string;
}

/** Where a test user is recorded before it is created, so that a run which is killed leaves nothing for good. */
export interface TestUserJournal {
  /** Records what is known of the user by now. @throws DeployError AWS */
  write(userPoolId: string, spec: CheckUser, variables: Variables): Promise<void>;
  /** The user of this run is deleted. */
  clear(): Promise<void>;
  /** Users of runs that are gone. */
  abandoned(): Promise<readonly AbandonedUser[]>;
  /** A user that was abandoned is deleted. */
  forget(user: AbandonedUser): Promise<void>;
}

/** A run of another machine counts as gone when it began so long ago: no check takes an hour. ms */
const LONGEST_RUN = 2 * 60 * 60_000;

export function testUserJournal(target: AwsTarget, stage: Stage): TestUserJournal {
  const startedAt = Date.now();
  const Bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const folder = `checks/${stage.name}/`;
  const own = `${folder}${String(startedAt)}-${randomBytes(4).toString("hex")}.json`;
  let isWritten = false;
  const remove = async (Key: string): Promise<void> => {
    const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
    const client = await s3Client(target);
    await calling(target, `deleting ${Key}`, () => client.send(new DeleteObjectCommand({ Bucket, Key })));
  };
  return {
    write: async (userPoolId, spec, variables) => {
      const { PutObjectCommand } = await import("@aws-sdk/client-s3");
      const client = await s3Client(target);
      const entry: Entry = {
        schema: 1,
        startedAt,
        place: ownPlace(),
        userPoolId,
        variables: neededBy(spec, variables),
        rows: spec.rows.map(({ table, key }) => ({ table, key })),
      };
      await calling(target, `writing ${own}`, () =>
        client.send(
          new PutObjectCommand({ Bucket, Key: own, Body: JSON.stringify(entry), ContentType: "application/json" }),
        ),
      );
      isWritten = true;
    },
    clear: async () => {
      if (isWritten) await remove(own);
      isWritten = false;
    },
    abandoned: async () => {
      const keys = (await keysIn(target, Bucket, folder)).filter((key) => key !== own);
      const entries = await Promise.all(
        keys.map(async (key) => ({ key, entry: await readEntry(target, Bucket, key) })),
      );
      return entries.flatMap(({ key, entry }) => (entry !== null && isGone(entry) ? [{ key, ...entry }] : []));
    },
    forget: ({ key }) => remove(key),
  };
}

/** Values that the user's name and its rows' keys are made of, and no others: the rest may be secret. */
function neededBy({ rows }: CheckUser, variables: Variables): Record<string, string> {
  const names = new Set(["email", ...rows.flatMap(({ key }) => Object.values(key).flatMap(namesIn))]);
  return Object.fromEntries([...variables].filter(([name]) => names.has(name)));
}

function isGone({ place, startedAt }: Entry): boolean {
  return presenceOf(place, ownPlace(), startOf) === "gone" || Date.now() - startedAt > LONGEST_RUN;
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
