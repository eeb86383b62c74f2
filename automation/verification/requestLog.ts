import { setTimeout as sleep } from "node:timers/promises";
import { NAMES } from "../../model/names";
import { logPages, openLogs, type FilterLogs, type LogRequest } from "../aws/monitoring/logPages";
import type { AwsTarget } from "../aws/target";
import { requestedFunction } from "./requests/requestedFunction";
import type { Subject } from "./subject";

/** A request that got a response. */
export interface LoggedRequest {
  /** `GET /tags/{{tagId}}` */
  readonly request: string;
  /** API Gateway's id of the request. */
  readonly requestId: string;
  /** When it was sent. Unix ms */
  readonly at: number;
}

/** How long to wait for log lines. */
export interface LogWait {
  readonly attempts: number;
  /** Between two attempts: CloudWatch shows lines some seconds late. */
  readonly pauseMs: number;
  /** For all attempts. */
  readonly timeoutMs: number;
}
const DEFAULT_WAIT: LogWait = { attempts: 3, pauseMs: 2_000, timeoutMs: 6_000 };

const MAX_LINES = 10;
/** How far this machine's clock may be ahead of Lambda's. */
const CLOCK_SKEW_MS = 10_000;

/**
 * What the requested function logged during a request, unredacted. Empty where nothing is found in time or the logs cannot
 * be read: missing evidence fails no check.
 * @param stop aborted when the caller no longer waits
 */
export async function requestLogLines(
  { target, stage, release }: Subject,
  { request, requestId, at }: LoggedRequest,
  stop: AbortSignal,
  { attempts, pauseMs, timeoutMs }: LogWait = DEFAULT_WAIT,
): Promise<readonly string[]> {
  const service = requestedFunction(release, request)?.service.service;
  if (service === undefined || requestId === "" || stop.aborted) return [];
  const filter = await openLogs(target);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
  const logRequest = {
    group: NAMES.logGroup.of(stage, service),
    from: Math.max(0, at - CLOCK_SKEW_MS),
    pattern: JSON.stringify(requestId),
    pageSize: MAX_LINES,
    signal,
  };
  try {
    for (let attempt = 1; ; attempt += 1) {
      const lines = await firstLines(target, filter, logRequest);
      if (lines.length > 0 || attempt >= attempts) return lines;
      await sleep(pauseMs, undefined, { signal });
    }
  } catch {
    return [];
  }
}

async function firstLines(target: AwsTarget, filter: FilterLogs, request: LogRequest): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { events } of logPages(target, filter, request)) {
    lines.push(...events.map(({ message = "" }) => message));
    if (lines.length >= MAX_LINES) break;
  }
  return lines.slice(0, MAX_LINES);
}
