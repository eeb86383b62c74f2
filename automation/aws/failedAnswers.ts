import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling, isNotFound } from "./errors";
import { openLogs, type FilterLogs } from "./logEvents";
import type { AwsTarget } from "./target";

/** A function behind routes of the API. */
export interface Answering {
  /** Physical name. */
  readonly name: string;
  /** Routes that lead to it: `GET /users/me`. */
  readonly routes: readonly string[];
  /** Where it logs. */
  readonly logGroup: string;
}

/** An answer with a 5xx status that a function gave. */
export interface FailedAnswer {
  /** Physical name of the function. */
  readonly name: string;
  /** null: not looked up yet */
  readonly version: string | null;
  /** Unix ms */
  readonly at: number;
}

/** One that is remembered. */
interface Known extends FailedAnswer {
  version: string | null;
  /** Lambda's id of it. */
  readonly invocation: string;
  readonly logGroup: string;
}

/** Tells of answers that failed since a time. @param from Unix ms */
export type AnswerReader = (from: number, signal: AbortSignal) => Promise<readonly FailedAnswer[]>;

/** So far back each look goes again: lines come late. ms */
const OVERLAP = 60_000;
/** Ids that one pattern has room for: CloudWatch takes 1,024 characters. */
const IDS_AT_ONCE = 14;
/** Look-ups of one look: a sample tells as much, and CloudWatch takes five requests a second. */
const MOST_LOOKUPS = 4;
const ID = /^[0-9A-Za-z-]{8,64}$/;

/**
 * Reads failed answers from the API's access log, and from the functions' logs which version gave each: an invocation's
 * lines stand in a stream that is named after the version. Remembers what it has read.
 */
export function openAnswers(target: AwsTarget, stage: Stage, functions: readonly Answering[]): AnswerReader {
  const byRoute = new Map(functions.flatMap((fn) => fn.routes.map((route) => [route, fn] as const)));
  const known = new Map<string, Known>();
  let read: number | null = null;
  let lines: Lines | undefined;
  return async (from, signal) => {
    if (byRoute.size === 0) return [];
    lines ??= linesFrom(target, await openLogs(target));
    const startTime = Math.max(from, read === null ? from : read - OVERLAP);
    const begun = Date.now();
    const accesses = await lines(NAMES.accessLogs.of(stage, "api"), "{ $.status = 5* }", startTime, signal);
    for (const { message, at } of accesses) {
      const { route, status, invocation } = entryOf(message);
      const fn = byRoute.get(route);
      if (fn === undefined || !status.startsWith("5") || !ID.test(invocation) || known.has(invocation)) continue;
      known.set(invocation, { name: fn.name, version: null, at, invocation, logGroup: fn.logGroup });
    }
    read = begun;
    await lookUp(lines, [...known.values()], signal);
    return [...known.values()].filter(({ at }) => at >= from);
  };
}

/** Finds out which versions gave the newest of the answers. */
async function lookUp(lines: Lines, answers: readonly Known[], signal: AbortSignal): Promise<void> {
  const open = answers.filter(({ version }) => version === null).sort((a, b) => b.at - a.at);
  for (let lookups = 0; lookups < MOST_LOOKUPS && open.length > 0; lookups += 1) {
    const group = open[0]?.logGroup ?? "";
    const some = open.filter(({ logGroup }) => logGroup === group).slice(0, IDS_AT_ONCE);
    for (const one of some) open.splice(open.indexOf(one), 1);
    const pattern = `{ ${some.map(({ invocation }) => `($.record.requestId = "${invocation}")`).join(" || ")} }`;
    const since = Math.min(...some.map(({ at }) => at)) - OVERLAP;
    for (const { message, stream } of await lines(group, pattern, since, signal)) {
      const version = /\[(\w+)\]/.exec(stream)?.[1];
      const answer = version === undefined ? undefined : some.find(({ invocation }) => message.includes(invocation));
      if (answer !== undefined) answer.version = version ?? null;
    }
  }
}

interface Line {
  readonly message: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
}

/** Of one look; the next one goes on. */
const MOST_PAGES = 10;

/** Asks for lines of one group by a pattern. None where the group is not there. @throws DeployError AWS */
type Lines = (group: string, pattern: string, since: number, signal: AbortSignal) => Promise<readonly Line[]>;

function linesFrom(target: AwsTarget, filter: FilterLogs): Lines {
  return async (logGroupName, filterPattern, startTime, signal) => {
    const lines: Line[] = [];
    let nextToken: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const request = { logGroupName, filterPattern, startTime, ...(nextToken === undefined ? {} : { nextToken }) };
      const page = await calling(target, `reading the logs ${logGroupName}`, () =>
        filter(request, signal).catch((error: unknown) => {
          if (isNotFound(error)) return null;
          throw error;
        }),
      );
      for (const { message = "", logStreamName = "", timestamp = 0 } of page?.events ?? [])
        lines.push({ message, stream: logStreamName, at: timestamp });
      nextToken = page?.nextToken;
      if (nextToken === undefined) break;
    }
    return lines;
  };
}

/** What a line of the access log says; what it is not, it does not say. */
function entryOf(message: string): { readonly route: string; readonly status: string; readonly invocation: string } {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  try {
    const { route, status, invocation } = JSON.parse(message) as Readonly<Record<string, unknown>>;
    return { route: text(route), status: text(status), invocation: text(invocation) };
  } catch {
    return { route: "", status: "", invocation: "" };
  }
}
