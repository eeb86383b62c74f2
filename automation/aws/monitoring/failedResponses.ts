import { catalogRouteKey, MAIN_API, type CatalogApi } from "../../../model/catalog/apis";
import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import type { AwsTarget } from "../target";
import { ifGroupExists, logPages, openLogs, type FilterLogs, type LogRequest } from "./logPages";
import { streamOwner } from "./logStream";

/** An API, as far as its access log needs it. */
export type AccessLogApi = Pick<CatalogApi, "path" | "name">;

/** A function behind routes of the APIs. */
export interface RoutedFunction {
  /** Physical name. */
  readonly name: string;
  /** Routes that invoke it: `GET /users/me`. */
  readonly routes: readonly string[];
  readonly logGroup: string;
}

/** A response with a 5xx status that came from a function. */
export interface FailedResponse {
  /** Physical name of the function. */
  readonly name: string;
  /** null: not looked up, or not found */
  readonly version: string | null;
  /** Unix ms */
  readonly at: number;
}

interface FailedResponses {
  readonly failed: readonly FailedResponse[];
  /** Why the list may be incomplete. null: the access log was read and versions were looked up */
  readonly failure: DeployError | null;
}

/** Reads the failed responses since a time. @param from Unix ms */
export type FailedResponseReader = (from: number, signal: AbortSignal) => Promise<FailedResponses>;

/** A failed response in the reader's cache. */
interface CachedResponse extends FailedResponse {
  version: string | null;
  /** Lambda's request id. */
  readonly requestId: string;
  readonly logGroup: string;
  /** How often its version was looked up. */
  lookups: number;
}

/** Log lines arrive late: each read starts this much before the end of the previous one. ms */
const OVERLAP_MS = 60_000;
/** Request ids that fit into one filter pattern: CloudWatch allows 1,024 characters. */
const MAX_IDS_PER_PATTERN = 14;
/** In one read: a sample is enough, and CloudWatch allows five requests per second. */
const MAX_LOOKUPS_PER_READ = 4;
/** A version whose log lines were not found in so many lookups is given up. */
const MAX_LOOKUPS_PER_RESPONSE = 4;
const REQUEST_ID = /^[0-9A-Za-z-]{8,64}$/;

/**
 * Reads failed responses from the API's access log, and from the functions' logs which version sent each: the log stream of
 * an invocation is named after its version. The reader caches what it has read, also when a read is aborted.
 */
export function openFailedResponses(
  target: AwsTarget,
  stage: Stage,
  functions: readonly RoutedFunction[],
  apis: readonly AccessLogApi[] = [MAIN_API],
): FailedResponseReader {
  const byRoute = new Map(functions.flatMap((fn) => fn.routes.map((route) => [route, fn] as const)));
  const cache = new Map<string, CachedResponse>();
  let readUntil = 0;
  let readLines: ReadLines | undefined;
  const read = async (from: number, signal: AbortSignal): Promise<void> => {
    readLines ??= lineReader(target, await openLogs(target));
    const startedAt = Date.now();
    const { lines, readTo } = await readAccessLogs(
      readLines,
      apis.map((api) => ({ api, group: NAMES.accessLogs.of(stage, api.name) })),
      { pattern: "{ $.status = 5* }", from: Math.max(from, readUntil - OVERLAP_MS), signal },
    );
    for (const { message, at, api } of lines) {
      const { route, status, requestId } = parseAccessLogLine(message);
      const fn = byRoute.get(catalogRouteKey(api, route));
      if (fn === undefined || !status.startsWith("5") || !REQUEST_ID.test(requestId) || cache.has(requestId)) continue;
      cache.set(requestId, { name: fn.name, version: null, at, requestId, logGroup: fn.logGroup, lookups: 0 });
    }
    readUntil = readTo === "end" ? startedAt : (readTo ?? readUntil);
    await lookUpVersions(readLines, [...cache.values()], signal);
  };
  return async (from, signal) => {
    const failure =
      byRoute.size === 0
        ? null
        : await read(from, signal).then(
            () => null,
            (error: unknown) => {
              if (error instanceof DeployError) return error;
              throw error;
            },
          );
    return { failed: [...cache.values()].filter(({ at }) => at >= from), failure };
  };
}

interface AccessLogLines {
  readonly lines: readonly (LogLine & { readonly api: AccessLogApi })[];
  /** Up to where every log was read, Unix ms; null: not known */
  readonly readTo: number | "end" | null;
}

/** Reads the access logs of APIs one after another: CloudWatch allows few requests per second. */
async function readAccessLogs(
  readLines: ReadLines,
  logs: readonly { readonly api: AccessLogApi; readonly group: string }[],
  request: Omit<LogRequest, "group">,
): Promise<AccessLogLines> {
  const lines: (LogLine & { readonly api: AccessLogApi })[] = [];
  let readTo: AccessLogLines["readTo"] = "end";
  for (const { api, group } of logs) {
    const read = await readLines({ ...request, group });
    lines.push(...read.lines.map((line) => ({ ...line, api })));
    if (read.isComplete) continue;
    const last = read.lines.at(-1)?.at ?? null;
    readTo = readTo === "end" || last === null || readTo === null ? last : Math.min(readTo, last);
  }
  return { lines, readTo };
}

async function lookUpVersions(
  readLines: ReadLines,
  responses: readonly CachedResponse[],
  signal: AbortSignal,
): Promise<void> {
  const open = roundRobin(
    responses.filter(({ version, lookups }) => version === null && lookups < MAX_LOOKUPS_PER_RESPONSE),
  );
  for (let lookup = 0; lookup < MAX_LOOKUPS_PER_READ && open.length > 0; lookup += 1) {
    const group = open[0]?.logGroup ?? "";
    const batch = open.filter(({ logGroup }) => logGroup === group).slice(0, MAX_IDS_PER_PATTERN);
    for (const response of batch) open.splice(open.indexOf(response), 1);
    const times = batch.map(({ at }) => at);
    const { lines } = await readLines({
      group,
      pattern: `{ ${batch.map(({ requestId }) => `($.record.requestId = "${requestId}")`).join(" || ")} }`,
      from: Math.min(...times) - OVERLAP_MS,
      to: Math.max(...times) + OVERLAP_MS,
      signal,
    });
    for (const response of batch) {
      response.lookups += 1;
      const line = lines.find(({ message }) => message.includes(response.requestId));
      response.version = line === undefined ? null : streamOwner(line.stream).version;
    }
  }
}

/** The newest response of each function, then the second newest of each, and so on, so that each function gets lookups. */
function roundRobin(responses: readonly CachedResponse[]): CachedResponse[] {
  const rounds = new Map<string, number>();
  return [...responses]
    .sort((a, b) => b.at - a.at)
    .map((response) => {
      const round = rounds.get(response.name) ?? 0;
      rounds.set(response.name, round + 1);
      return { response, round };
    })
    .sort((a, b) => a.round - b.round)
    .map(({ response }) => response);
}

interface LogLine {
  readonly message: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
}

interface LogLines {
  readonly lines: readonly LogLine[];
  /** false: there are more pages than `MAX_PAGES` */
  readonly isComplete: boolean;
}

/** Returns no lines where the log group does not exist. @throws DeployError AWS */
type ReadLines = (request: LogRequest) => Promise<LogLines>;

/** In one read: CloudWatch allows five requests per second. */
const MAX_PAGES = 10;

function lineReader(target: AwsTarget, filter: FilterLogs): ReadLines {
  return async (request) => {
    const found = await ifGroupExists(async (): Promise<LogLines> => {
      const lines: LogLine[] = [];
      let pages = 0;
      for await (const { events, isLast } of logPages(target, filter, request)) {
        for (const { message = "", logStreamName = "", timestamp = 0 } of events)
          lines.push({ message, stream: logStreamName, at: timestamp });
        pages += 1;
        if (isLast) break;
        if (pages === MAX_PAGES) return { lines, isComplete: false };
      }
      return { lines, isComplete: true };
    });
    return found ?? { lines: [], isComplete: true };
  };
}

/** Parses a line of the access log; fields that are missing are empty. */
function parseAccessLogLine(message: string): Readonly<Record<"route" | "status" | "requestId", string>> {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  try {
    const { route, status, invocation } = JSON.parse(message) as Readonly<Record<string, unknown>>;
    return { route: text(route), status: text(status), requestId: text(invocation) };
  } catch {
    return { route: "", status: "", requestId: "" };
  }
}
