import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { DeployError } from "../../../model/errors";
import { calling, isNotFound } from "../errors";
import { RateLimiter } from "../rateLimiter";
import { clientConfig, type AwsTarget } from "../target";

/** Requests one page of a log group from CloudWatch. */
export type FilterLogs = (
  request: FilterLogEventsCommandInput,
  signal: AbortSignal,
) => Promise<Pick<FilterLogEventsCommandOutput, "events" | "nextToken">>;

/** Which events of a log group to read. */
export interface LogRequest {
  readonly group: string;
  /** Unix ms */
  readonly from: number;
  /** Unix ms @default now */
  readonly to?: number;
  /** A filter pattern of CloudWatch. @default all events */
  readonly pattern?: string;
  /** The most events in a page. @default CloudWatch's own limit */
  readonly pageSize?: number;
  readonly signal: AbortSignal;
}

export interface LogPage {
  /** Oldest first; often empty, because CloudWatch ends a page after some time, also where it found nothing. */
  readonly events: readonly FilteredLogEvent[];
  readonly isLast: boolean;
}

/** CloudWatch allows five requests per second and account, and this program is not the only client. ms */
const REQUEST_INTERVAL_MS = 250;
/** One for the whole process. */
const RATE_LIMITER = new RateLimiter(REQUEST_INTERVAL_MS);

/** Opens one client for any number of requests. The emulator has no rate limit. */
export async function openLogs(target: AwsTarget): Promise<FilterLogs> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  const filter: FilterLogs = (request, signal) =>
    client.send(new FilterLogEventsCommand(request), { abortSignal: signal });
  return target.kind === "aws" ? rateLimited(filter, RATE_LIMITER) : filter;
}

export function rateLimited(filter: FilterLogs, limiter: RateLimiter): FilterLogs {
  return async (request, signal) => {
    await limiter.acquire(signal);
    return filter(request, signal);
  };
}

/** The pages of a log group, oldest first. The caller stops when it has enough. @throws DeployError AWS */
export async function* logPages(
  target: AwsTarget,
  filter: FilterLogs,
  { group, from, to, pattern, pageSize, signal }: LogRequest,
): AsyncGenerator<LogPage, void, undefined> {
  const request: FilterLogEventsCommandInput = {
    logGroupName: group,
    startTime: from,
    ...(to === undefined ? {} : { endTime: to }),
    ...(pattern === undefined ? {} : { filterPattern: pattern }),
    ...(pageSize === undefined ? {} : { limit: pageSize }),
  };
  let nextToken: string | undefined;
  do {
    const position = nextToken === undefined ? {} : { nextToken };
    const page = await calling(target, `reading the logs ${group}`, () => filter({ ...request, ...position }, signal));
    nextToken = page.nextToken;
    yield { events: page.events ?? [], isLast: nextToken === undefined };
  } while (nextToken !== undefined);
}

/** @returns what `read` returns; null where the log group does not exist */
export async function ifGroupExists<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DeployError && isNotFound(error.cause)) return null;
    throw error;
  }
}
