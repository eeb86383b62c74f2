import { setTimeout as sleep } from "node:timers/promises";
import { callApi } from "../../../automation/aws/api/apiRequest";

/** A request that has to succeed whatever is deployed meanwhile. */
export interface Asked {
  readonly path: string;
  readonly token?: string;
}

/** What became of requests under load. */
export interface LoadResult {
  readonly answered: number;
  /** One line each, with the time since the load began. */
  readonly failures: readonly string[];
}

/** Asks an emulated API all the time, a few at once, each as soon as its answer is there. Anything but 200 is a failure. */
export function startLoad(url: string, account: string, asked: readonly Asked[]): { stop(): Promise<LoadResult> } {
  const stopping = new AbortController();
  const failures: string[] = [];
  const started = performance.now();
  let answered = 0;
  const workers = asked.map(async ({ path, token }) => {
    while (!stopping.signal.aborted) {
      const outcome = await callApi({
        url,
        method: "GET",
        path,
        timeoutMs: 10_000,
        emulated: { account },
        ...(token === undefined ? {} : { token }),
      }).then(
        ({ status, text }) => (status === 200 ? null : `${String(status)} ${text}`),
        (error: unknown) => String(error),
      );
      answered += 1;
      if (outcome !== null) {
        const seconds = ((performance.now() - started) / 1_000).toFixed(1);
        failures.push(`${seconds} s: GET ${path}: ${outcome.slice(0, 200)}`);
      }
      await sleep(PAUSE);
    }
  });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(workers);
      return { answered, failures };
    },
  };
}

/** The engine and the emulator share the machine with the load. ms */
const PAUSE = 20;
