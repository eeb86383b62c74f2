import { NAMES, type Named } from "../names";
import type { Queue } from "./schema/catalog";
import { own } from "../own";

type Queues = Readonly<Record<string, Pick<Queue, "type">>>;

/** Whether a queue of the catalog, or the dead-letter queue that comes with one, is FIFO. */
export function isFifo(queues: Queues, name: string): boolean {
  const spec = own(queues, name) ?? own(queues, name.replace(/-dlq$/, ""));
  return spec?.type !== "standard";
}

/** What a queue of the catalog is called on a stage: `listbackup-dev-sync.fifo`. */
export function queueName(stage: Named, queues: Queues, name: string): string {
  return NAMES[isFifo(queues, name) ? "queue" : "standardQueue"].of(stage, name);
}
