import { AWS_LIMITS } from "../../../../limits/awsLimits";
import type { Finding } from "../../../finding";
import { isFifo } from "../../../queueName";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import { timeoutPath } from "../../functionPaths";
import type { RuleContext } from "../../rule";
import type { TriggerUse } from "../../usage/serviceUsage";
import { ownValue } from "../../../../ownValue";

/** Maximum batch size for a FIFO queue, and for any queue without a batching window. */
const MAX_BATCH_WITHOUT_WINDOW = AWS_LIMITS.smallTriggerBatch.max;

/** AWS recommends six times the function's timeout, which leaves time for retries. */
const ADVISED_TIMEOUTS = 6;

/**
 * Queue triggers that Lambda rejects, or that do not follow AWS's recommendations.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 */
export function queueTriggerFindings(
  catalog: Catalog,
  context: RuleContext,
  service: Service,
  trigger: TriggerUse,
): readonly Finding[] {
  return [
    ...tooLargeBatch(catalog, context, trigger),
    ...fifoWindow(catalog, context, trigger),
    ...visibility(catalog, context, service, trigger),
  ];
}

function tooLargeBatch(
  { data }: Catalog,
  context: RuleContext,
  { at, name, owner, spec }: TriggerUse,
): readonly Finding[] {
  if (spec.batchSize <= MAX_BATCH_WITHOUT_WINDOW) return [];
  const small = String(MAX_BATCH_WITHOUT_WINDOW);
  const fifo = isFifo(data.queues, name);
  if (!fifo && (spec.batchingWindow ?? 0) >= 1) return [];
  return [
    context.report(
      [...at.slice(0, -1), "batchSize"],
      {
        code: "TRIGGER_BATCH",
        subject: owner,
        reason: fifo
          ? `queue:${name} is FIFO, which allows batches of at most ${small} messages, not ${String(spec.batchSize)}`
          : `${String(spec.batchSize)} messages per batch require a batching window; without one Lambda allows at most ${small}`,
        remedy: fifo
          ? `Set batchSize to ${small} or less, or make the queue "type: standard".`
          : `Add batchingWindow, 1 s or more, or set batchSize to ${small} or less.`,
        severity: "error",
      },
      fifo ? [["data", "queues", name, "type"]] : [],
    ),
  ];
}

function fifoWindow(
  { data }: Catalog,
  context: RuleContext,
  { at, name, owner, spec }: TriggerUse,
): readonly Finding[] {
  if ((spec.batchingWindow ?? 0) === 0 || !isFifo(data.queues, name)) return [];
  return [
    context.report(
      [...at.slice(0, -1), "batchingWindow"],
      {
        code: "TRIGGER_WINDOW",
        subject: owner,
        reason: `queue:${name} is FIFO, which does not support a batching window`,
        remedy: 'Remove batchingWindow, or make the queue "type: standard".',
        severity: "error",
      },
      [["data", "queues", name, "type"]],
    ),
  ];
}

/** Lambda rejects a visibility timeout below the function's timeout: messages would be processed twice. */
function visibility(
  catalog: Catalog,
  context: RuleContext,
  service: Service,
  { at, name, owner, functionName, spec }: TriggerUse,
): readonly Finding[] {
  const queue = ownValue(catalog.data.queues, name);
  const timeout = service.functions[functionName]?.timeout ?? service.defaults.timeout;
  const advised = ADVISED_TIMEOUTS * timeout + (spec.batchingWindow ?? 0);
  if (queue === undefined || queue.visibilityTimeout >= advised) return [];
  const refused = queue.visibilityTimeout < timeout;
  return [
    context.report(
      ["data", "queues", name, "visibilityTimeout"],
      {
        code: refused ? "QUEUE_VISIBILITY" : "QUEUE_VISIBILITY_SHORT",
        subject: `queue:${name}`,
        reason: refused
          ? `a message is visible again after ${String(queue.visibilityTimeout)} s; ${owner} may take ${String(timeout)} s`
          : `visibilityTimeout is ${String(queue.visibilityTimeout)} s; AWS recommends six times the timeout of ${owner} and its batching window, ${String(advised)} s`,
        remedy: `Raise visibilityTimeout of queue:${name} to ${String(advised)}, or lower the function's timeout.`,
        severity: refused ? "error" : "warning",
      },
      [timeoutPath(service, functionName), at],
    ),
  ];
}
