import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { eventsSchema, type DeploymentEvent } from "../../../model/release/event";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";

const READS_AT_ONCE = 8;

/** Where a deployment's events lie, and so far how many objects of them. */
export interface EventsPlace {
  readonly stage: Stage;
  /** The release that is deployed. */
  readonly release: number;
}

function prefixOf({ stage, release }: EventsPlace): string {
  return `events/${stage.name}/${String(release)}/`;
}

/** Six digits: names of objects are in order then. */
function keyOf(place: EventsPlace, n: number): string {
  return `${prefixOf(place)}${String(n).padStart(6, "0")}.json`;
}

/** Writes the n-th object of a deployment's events, n from 1. @param signal ends the attempt */
export async function writeEvents(
  target: AwsTarget,
  place: EventsPlace,
  n: number,
  events: readonly DeploymentEvent[],
  signal: AbortSignal,
): Promise<void> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const Key = keyOf(place, n);
  const Body = JSON.stringify(eventsSchema.parse({ schema: 1, events }));
  const request = { Bucket: DRIVER_NAMES.deploymentsBucket(place.stage), Key, Body, ContentType: "application/json" };
  await calling(target, `writing ${Key}`, () => client.send(new PutObjectCommand(request), { abortSignal: signal }));
}

/** Events, in order, and the number of the last object that was read. */
export interface ReadEvents {
  readonly events: readonly DeploymentEvent[];
  readonly last: number;
}

/**
 * What was told of a deployment. Nothing where nothing was recorded.
 * @param after the last object that was read before; 0: from the beginning
 * @throws DeployError RELEASE_INVALID
 */
export async function readEvents(target: AwsTarget, place: EventsPlace, after: number): Promise<ReadEvents> {
  const numbers = await numbersOf(target, place, after);
  const batches = new Map<number, readonly DeploymentEvent[]>();
  await inParallel(numbers, READS_AT_ONCE, async (n) => {
    batches.set(n, await readBatch(target, place, n));
  });
  return { events: numbers.flatMap((n) => batches.get(n) ?? []), last: numbers.at(-1) ?? after };
}

async function numbersOf(target: AwsTarget, place: EventsPlace, after: number): Promise<readonly number[]> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const Prefix = prefixOf(place);
  const request = {
    Bucket: DRIVER_NAMES.deploymentsBucket(place.stage),
    Prefix,
    ...(after === 0 ? {} : { StartAfter: keyOf(place, after) }),
  };
  return calling(target, `listing the events of release ${String(place.release)}`, async () => {
    const numbers: number[] = [];
    for await (const { Contents } of paginateListObjectsV2({ client }, request)) {
      for (const { Key = "" } of Contents ?? []) {
        const n = Number(/^(\d{6})\.json$/.exec(Key.slice(Prefix.length))?.[1] ?? 0);
        if (n > after) numbers.push(n);
      }
    }
    return numbers.sort((a, b) => a - b);
  });
}

async function readBatch(target: AwsTarget, place: EventsPlace, n: number): Promise<readonly DeploymentEvent[]> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await s3Client(target);
  const Key = keyOf(place, n);
  const Bucket = DRIVER_NAMES.deploymentsBucket(place.stage);
  const text = await calling(target, `reading ${Key}`, async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? "";
  });
  try {
    return eventsSchema.parse(JSON.parse(text)).events;
  } catch (cause) {
    throw new DeployError(
      "RELEASE_INVALID",
      `The events of release ${String(place.release)} of ${place.stage.name} were altered, or written by a newer version of this program (${Key}).`,
      `Use that version. What became of the release: \`bin/deploy releases show ${place.stage.name} ${String(place.release)}\`.`,
      { cause },
    );
  }
}
