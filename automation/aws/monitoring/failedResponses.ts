import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling, isNotFound } from "../errors";
import { openLogs, type FilterLogs } from "./logEvents";
import { ownerOf } from "./logStream";
import type { AwsTarget } from "../target";

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
  /** null: not looked up, or not found */
  readonly version: string | null;
  /** Unix ms */
  readonly at: number;
}

/** What is known of answers that failed, and why it may not be all. */
export interface Answers {
  readonly failed: readonly FailedAnswer[];
  /** null: the access log was read, and versions looked up */
  readonly failure: DeployError | null;
}

/** Tells of answers that failed since a time. @param from Unix ms */
export type AnswerReader = (from: number, signal: AbortSignal) => Promise<Answers>;

/** One that is remembered. */
interface Known extends FailedAnswer {
  version: string | null;
  /** Lambda's id of it. */
  readonly invocation: string;
  readonly logGroup: string;
  /** How often it was looked for. */
  lookedFor: number;
}

/** So far back each look goes again: lines come late. ms */
const OVERLAP = 60_000;
/** Ids that one pattern has room for: CloudWatch takes 1,024 characters. */
const IDS_AT_ONCE = 14;
/** Look-ups of one look: a sample tells as much, and CloudWatch takes five requests a second. */
const MOST_LOOKUPS = 4;
/** An invocation whose lines have not come by then is not looked for any more. */
const MOST_TRIES = 4;
const ID = /^[0-9A-Za-z-]{8,64}$/;

/**
 * Reads failed answers from the API's access log, and from the functions' logs which version gave each: an invocation's
 * lines stand in a stream that is named after the version. Remembers what it has read, also where it does not come to an
 * end.
 */
export function openAnswers(target: AwsTarget, stage: Stage, functions: readonly Answering[]): AnswerReader {
  const byRoute = new Map(functions.flatMap((fn) => fn.routes.map((route) => [route, fn] as const)));
  const known = new Map<string, Known>();
  let read = 0;
  let lines: Lines | undefined;
  const look = async (from: number, signal: AbortSignal): Promise<void> => {
    lines ??= linesFrom(target, await openLogs(target));
    const begun = Date.now();
    const group = NAMES.accessLogs.of(stage, "api");
    const page = await lines({ group, pattern: "{ $.status = 5* }", from: Math.max(from, read - OVERLAP), signal });
    for (const { message, at } of page.lines) {
      const { route, status, invocation } = entryOf(message);
      const fn = byRoute.get(route);
      if (fn === undefined || !status.startsWith("5") || !ID.test(invocation) || known.has(invocation)) continue;
      known.set(invocation, { name: fn.name, version: null, at, invocation, logGroup: fn.logGroup, lookedFor: 0 });
    }
    read = page.isWhole ? begun : (page.lines.at(-1)?.at ?? read);
    await lookUp(lines, [...known.values()], signal);
  };
  return async (from, signal) => {
    const failure =
      byRoute.size === 0
        ? null
        : await look(from, signal).then(
            () => null,
            (error: unknown) => {
              if (error instanceof DeployError) return error;
              throw error;
            },
          );
    return { failed: [...known.values()].filter(({ at }) => at >= from), failure };
  };
}

/** Finds out which versions gave the answers: of each function the newest first, and of all functions some. */
async function lookUp(lines: Lines, answers: readonly Known[], signal: AbortSignal): Promise<void> {
  const open = inTurns(answers.filter(({ version, lookedFor }) => version === null && lookedFor < MOST_TRIES));
  for (let lookups = 0; lookups < MOST_LOOKUPS && open.length > 0; lookups += 1) {
    const group = open[0]?.logGroup ?? "";
    const some = open.filter(({ logGroup }) => logGroup === group).slice(0, IDS_AT_ONCE);
    for (const one of some) open.splice(open.indexOf(one), 1);
    const times = some.map(({ at }) => at);
    const page = await lines({
      group,
      pattern: `{ ${some.map(({ invocation }) => `($.record.requestId = "${invocation}")`).join(" || ")} }`,
      from: Math.min(...times) - OVERLAP,
      to: Math.max(...times) + OVERLAP,
      signal,
    });
    for (const one of some) {
      one.lookedFor += 1;
      const line = page.lines.find(({ message }) => message.includes(one.invocation));
      one.version = line === undefined ? null : ownerOf(line.stream).version;
    }
  }
}

/** The newest of each function, then the second newest of each, and so on: one that fails a lot hides no other. */
function inTurns(answers: readonly Known[]): Known[] {
  const turns = new Map<string, number>();
  return [...answers]
    .sort((a, b) => b.at - a.at)
    .map((answer) => {
      const turn = turns.get(answer.name) ?? 0;
      turns.set(answer.name, turn + 1);
      return { answer, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ answer }) => answer);
}

interface Line {
  readonly message: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
}

/** Lines of one group that match a pattern. Unix ms */
interface LineRequest {
  readonly group: string;
  readonly pattern: string;
  readonly from: number;
  /** @default now */
  readonly to?: number;
  readonly signal: AbortSignal;
}

/** None where the group is not there. @throws DeployError AWS */
type Lines = (request: LineRequest) => Promise<{ readonly lines: readonly Line[]; readonly isWhole: boolean }>;

/** Of one look: CloudWatch takes five such requests a second. */
const MOST_PAGES = 10;

function linesFrom(target: AwsTarget, filter: FilterLogs): Lines {
  return async ({ group: logGroupName, pattern: filterPattern, from: startTime, to, signal }) => {
    const lines: Line[] = [];
    const request = { logGroupName, filterPattern, startTime, ...(to === undefined ? {} : { endTime: to }) };
    let nextToken: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const more = nextToken === undefined ? {} : { nextToken };
      const page = await calling(target, `reading the logs ${logGroupName}`, () =>
        filter({ ...request, ...more }, signal).catch((error: unknown) => {
          if (isNotFound(error)) return null;
          throw error;
        }),
      );
      for (const { message = "", logStreamName = "", timestamp = 0 } of page?.events ?? [])
        lines.push({ message, stream: logStreamName, at: timestamp });
      nextToken = page?.nextToken;
      if (nextToken === undefined) return { lines, isWhole: true };
    }
    return { lines, isWhole: false };
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
