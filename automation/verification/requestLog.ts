import { setTimeout as sleep } from "node:timers/promises";
import { NAMES } from "../../model/names";
import { openLogs, type FilterLogs } from "../aws/monitoring/logEvents";
import { requestedFunction } from "./requests/requestedFunction";
import type { Subject } from "./subject";

/** A request that was answered. */
export interface Answered {
  /** `GET /tags/{{tagId}}` */
  readonly request: string;
  /** The API's own id of it. */
  readonly requestId: string;
  /** When it was sent. Unix ms */
  readonly at: number;
}

/** Evidence is good to have, and not waited for long. ms */
export interface Patience {
  readonly tries: number;
  /** Between two tries: CloudWatch shows lines some seconds late. */
  readonly pause: number;
  /** All told. */
  readonly limit: number;
}
const PATIENCE: Patience = { tries: 3, pause: 2_000, limit: 6_000 };

const MOST_LINES = 10;
/** How far this machine's clock may be ahead of Lambda's. ms */
const SKEW = 10_000;

/**
 * What the function behind a request logged of it, as it is: secrets may stand in it. Empty where nothing is found in
 * time: evidence fails no check.
 * @param stop aborted when nobody waits for it any more
 */
export async function linesOfRequest(
  subject: Subject,
  { request, requestId, at }: Answered,
  stop: AbortSignal,
  { tries, pause, limit }: Patience = PATIENCE,
): Promise<readonly string[]> {
  const service = requestedFunction(subject.release, request)?.service.service;
  if (service === undefined || requestId === "" || stop.aborted) return [];
  const filter = await openLogs(subject.target);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(limit)]);
  const query = {
    logGroupName: NAMES.logGroup.of(subject.stage, service),
    startTime: Math.max(0, at - SKEW),
    filterPattern: JSON.stringify(requestId),
  };
  try {
    for (let attempt = 1; ; attempt += 1) {
      const lines = await linesOf(filter, query, signal);
      if (lines.length > 0 || attempt >= tries) return lines;
      await sleep(pause, undefined, { signal });
    }
  } catch {
    return [];
  }
}

type Query = Readonly<Record<"logGroupName" | "filterPattern", string>> & { readonly startTime: number };

/** Page by page: CloudWatch's are empty where it has looked and found nothing yet. */
async function linesOf(filter: FilterLogs, query: Query, signal: AbortSignal): Promise<readonly string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const more = nextToken === undefined ? {} : { nextToken };
    const page = await filter({ ...query, limit: MOST_LINES, ...more }, signal);
    lines.push(...(page.events ?? []).map(({ message = "" }) => message));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && lines.length < MOST_LINES);
  return lines.slice(0, MOST_LINES);
}
