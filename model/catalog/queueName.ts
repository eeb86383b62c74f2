import { NAMES, type Named } from "../names";
import type { Queue } from "./schema";

type Queues = Readonly<Record<string, Pick<Queue, "type">>>;

/** Whether a queue of the catalog, or the dead-letter queue that comes with one, is FIFO. */
export function isFifo(queues: Queues, name: string): boolean {
  const own = queues[name] ?? queues[name.replace(/-dlq$/, "")];
  return own?.type !== "standard";
}

/** What a queue of the catalog is called on a stage: `listbackup-dev-sync.fifo`. */
export function queueName(stage: Named, queues: Queues, name: string): string {
  return NAMES[isFifo(queues, name) ? "queue" : "standardQueue"].of(stage, name);
}
