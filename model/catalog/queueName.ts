import { NAMES, type StageNaming } from "../names";
import type { Queue } from "./schema/catalog";
import { ownValue } from "../ownValue";

type Queues = Readonly<Record<string, Pick<Queue, "type">>>;

/** Whether a queue or dead-letter queue of the catalog is FIFO. */
export function isFifo(queues: Queues, name: string): boolean {
  const spec = ownValue(queues, name) ?? ownValue(queues, name.replace(/-dlq$/, ""));
  return spec?.type !== "standard";
}

/** Physical name of a queue on a stage: `listbackup-dev-sync.fifo`. */
export function queueName(stage: StageNaming, queues: Queues, name: string): string {
  return NAMES[isFifo(queues, name) ? "queue" : "standardQueue"].of(stage, name);
}
