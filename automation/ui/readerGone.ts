import type { EventEmitter } from "node:events";

/** A signal for commands that print until they are stopped: aborted when the reader of stdout is gone, as in `… | head -1`. */
export function readerGone(stdout: EventEmitter = process.stdout): AbortSignal {
  const controller = new AbortController();
  stdout.once("error", () => {
    controller.abort();
  });
  return controller.signal;
}
