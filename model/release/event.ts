import { z } from "zod";
import { PHASES, type PhaseId } from "../phases";

/** Characters of a message that are kept. */
const MAX_MESSAGE_LENGTH = 2_000;

/** A message as it is kept. */
export function truncateMessage(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}

const at = z.int().positive();
const message = z.string().max(MAX_MESSAGE_LENGTH);
const phase = z.enum(PHASES.map(({ id }) => id) as [PhaseId, ...PhaseId[]]);
const resource = { type: z.string(), name: z.string(), phase: phase.nullable() };
/** how long it took */
const ms = z.number().nonnegative();

/** What is done to a resource. A replacement shows as a `delete` of the old one and a `replace`, which makes the new one. */
export const OPERATIONS = ["create", "update", "replace", "delete", "import"] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * Something that a deployment did; `at` is ms since 1970. Neither inputs nor outputs of resources, nothing secret: names,
 * and what AWS said was wrong. Each deployment ends in one of the last four.
 */
export const eventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("started"), at, who: z.string(), commit: z.string().nullable() }),
  /** A step that began, or `roll-back`. */
  z.strictObject({ kind: z.literal("step"), at, step: z.string() }),
  /** A phase is there and its gate has opened. `ms` since its first resource was touched. */
  z.strictObject({ kind: z.literal("phase"), at, phase, resources: z.int().positive(), ms }),
  /** The new versions of so many functions have a share of the traffic; 0 per cent: the old ones have all of it again. */
  z.strictObject({
    kind: z.literal("traffic"),
    at,
    percent: z.int().min(0).max(100),
    functions: z.int().positive(),
  }),
  z.strictObject({
    kind: z.literal("resource"),
    at,
    operation: z.enum(OPERATIONS),
    state: z.enum(["began", "done", "failed"]),
    ...resource,
    /** Null when it began, and where its begin was not heard of. */
    ms: ms.nullable(),
  }),
  z.strictObject({
    kind: z.literal("diagnostic"),
    at,
    severity: z.enum(["error", "warning"]),
    /** Null where no resource is to blame. */
    resource: z.strictObject(resource).nullable(),
    message,
  }),
  z.strictObject({ kind: z.literal("succeeded"), at, ms }),
  z.strictObject({ kind: z.literal("failed"), at, ms, code: z.string(), message }),
  /** It failed, and the release before it is live again. */
  z.strictObject({ kind: z.literal("rolled-back"), at, ms, code: z.string(), message }),
  z.strictObject({ kind: z.literal("cancelled"), at, ms, code: z.string(), message }),
]);
export type DeploymentEvent = z.infer<typeof eventSchema>;
export type ResourceEvent = Extract<DeploymentEvent, { readonly kind: "resource" }>;

/** How a deployment ended. */
export type ClosingEvent = Extract<
  DeploymentEvent,
  { readonly kind: "succeeded" | "failed" | "rolled-back" | "cancelled" }
>;

/** `events/<stage>/<release>/<n>.json` in the deployments bucket: what was told in about two seconds. */
export const eventsSchema = z.strictObject({ schema: z.literal(1), events: z.array(eventSchema) });

/** The end of a deployment, or null while it has none. */
export function closingEventOf(events: readonly DeploymentEvent[]): ClosingEvent | null {
  return events.find(isClosingEvent) ?? null;
}

function isClosingEvent(event: DeploymentEvent): event is ClosingEvent {
  return ["succeeded", "failed", "rolled-back", "cancelled"].includes(event.kind);
}

/** What went wrong: operations that failed, errors, and an end that is not a good one. */
export function isFailure(event: DeploymentEvent): boolean {
  switch (event.kind) {
    case "resource":
      return event.state === "failed";
    case "diagnostic":
      return event.severity === "error";
    case "traffic":
      return event.percent === 0;
    case "failed":
    case "rolled-back":
    case "cancelled":
      return true;
    case "started":
    case "step":
    case "phase":
    case "succeeded":
      return false;
  }
}

/** Without the begin of what has ended: a begin says something only while its end is not known. */
export function withoutCompletedStarts(events: readonly DeploymentEvent[]): readonly DeploymentEvent[] {
  const key = ({ operation, type, name }: ResourceEvent): string => [operation, type, name].join(" ");
  const ended = new Set(
    events.flatMap((event) => (event.kind === "resource" && event.state !== "began" ? [key(event)] : [])),
  );
  return events.filter((event) => event.kind !== "resource" || event.state !== "began" || !ended.has(key(event)));
}
