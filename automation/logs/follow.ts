import { setTimeout as sleep } from "node:timers/promises";
import { readLogEvents, type LogEvent, type LogQuery } from "../aws/logEvents";
import type { AwsTarget } from "../aws/target";

/** Lines come late and out of order: so far back each look goes. ms */
const OVERLAP = 15_000;
/** Between two looks, for each group: CloudWatch takes five requests a second. ms */
const PAUSE = { least: 2_000, byGroup: 250 } as const;

/**
 * Lines as they come, until the signal is aborted; each once.
 * @param show given the next ones, by time
 */
export async function followLogs(
  target: AwsTarget,
  query: LogQuery,
  show: (events: readonly LogEvent[]) => void,
): Promise<void> {
  const seen = new Map<string, number>();
  let { since } = query;
  while (!query.signal.aborted) {
    const { events } = await readLogEvents(target, { ...query, since }).catch((error: unknown) => {
      if (query.signal.aborted) return { events: [] };
      throw error;
    });
    show(events.filter((event) => isNew(seen, event)));
    const newest = events.at(-1)?.at ?? since;
    since = Math.max(since, newest - OVERLAP);
    for (const [key, at] of seen) if (at < since) seen.delete(key);
    const pause = Math.max(PAUSE.least, query.groups.length * PAUSE.byGroup);
    await sleep(pause, undefined, { signal: query.signal }).catch(() => undefined);
  }
}

function isNew(seen: Map<string, number>, { stream, at, message }: LogEvent): boolean {
  const key = `${stream} ${String(at)} ${message}`;
  if (seen.has(key)) return false;
  seen.set(key, at);
  return true;
}
