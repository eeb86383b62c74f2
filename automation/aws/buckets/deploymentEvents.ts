import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { eventsSchema, type DeploymentEvent } from "../../../model/release/event";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { objectNames } from "./objects";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";

const PARALLEL_READS = 8;

/** The deployment whose events are stored. */
export interface EventLog {
  readonly stage: Stage;
  /** Id of its release. */
  readonly release: number;
}

function prefixOf({ stage, release }: EventLog): string {
  return `events/${stage.name}/${String(release)}/`;
}

/** Six digits, so that a listing is in order. */
function keyOf(log: EventLog, n: number): string {
  return `${prefixOf(log)}${String(n).padStart(6, "0")}.json`;
}

/** Writes the n-th object of a deployment's events, n from 1. @param signal aborts the call */
export async function writeEvents(
  target: AwsTarget,
  log: EventLog,
  n: number,
  events: readonly DeploymentEvent[],
  signal: AbortSignal,
): Promise<void> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Key = keyOf(log, n);
  const Body = JSON.stringify(eventsSchema.parse({ schema: 1, events }));
  const request = { Bucket: DRIVER_NAMES.deploymentsBucket(log.stage), Key, Body, ContentType: "application/json" };
  await calling(target, `writing ${Key}`, () => client.send(new PutObjectCommand(request), { abortSignal: signal }));
}

/** Events in order, and the number of the last object that was read. */
export interface EventBatch {
  readonly events: readonly DeploymentEvent[];
  readonly last: number;
}

/**
 * The events of a deployment; empty where none were recorded.
 * @param after number of the last object that was read before; 0: read from the beginning
 * @throws DeployError RELEASE_INVALID
 */
export async function readEvents(target: AwsTarget, log: EventLog, after: number): Promise<EventBatch> {
  const numbers = await numbersOf(target, log, after);
  const batches = new Map<number, readonly DeploymentEvent[]>();
  await inParallel(numbers, PARALLEL_READS, async (n) => {
    batches.set(n, await readBatch(target, log, n));
  });
  return { events: numbers.flatMap((n) => batches.get(n) ?? []), last: numbers.at(-1) ?? after };
}

async function numbersOf(target: AwsTarget, log: EventLog, after: number): Promise<readonly number[]> {
  const names = await objectNames(target, {
    Bucket: DRIVER_NAMES.deploymentsBucket(log.stage),
    Prefix: prefixOf(log),
    ...(after === 0 ? {} : { StartAfter: keyOf(log, after) }),
    doing: `listing the events of release ${String(log.release)}`,
  });
  const numbers = names.map((name) => Number(/^(\d{6})\.json$/.exec(name)?.[1] ?? 0));
  return numbers.filter((n) => n > after).sort((a, b) => a - b);
}

async function readBatch(target: AwsTarget, log: EventLog, n: number): Promise<readonly DeploymentEvent[]> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Key = keyOf(log, n);
  const Bucket = DRIVER_NAMES.deploymentsBucket(log.stage);
  const text = await calling(target, `reading ${Key}`, async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? "";
  });
  try {
    return eventsSchema.parse(JSON.parse(text)).events;
  } catch (cause) {
    throw new DeployError(
      "RELEASE_INVALID",
      `The events of release ${String(log.release)} of ${log.stage.name} were altered, or written by a newer version of this program (${Key}).`,
      `Use that version. The release's outcome: \`bin/deploy releases show ${log.stage.name} ${String(log.release)}\`.`,
      { cause },
    );
  }
}
