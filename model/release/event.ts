import { z } from "zod";
import { PHASES, type PhaseId } from "../phases";

/** Maximum characters of a recorded message. */
const MAX_MESSAGE_LENGTH = 2_000;

/** A message as it is recorded. */
export function truncateMessage(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}

/** duration */
const ms = z.number().nonnegative();
const at = z.int().positive();
const message = z.string().max(MAX_MESSAGE_LENGTH);
const phase = z.enum(PHASES.map(({ id }) => id) as [PhaseId, ...PhaseId[]]);
const resource = { type: z.string(), name: z.string(), phase: phase.nullable() };

/** Metrics of the versions of several functions together, over the same period. */
const totals = z.strictObject({
  invocations: z.int().nonnegative(),
  /** Failed invocations. */
  errors: z.int().nonnegative(),
  /** 5xx responses of the API, of invocations that did not fail, too. */
  failedResponses: z.int().nonnegative(),
  /** Median of the functions' 95th percentiles of the duration, weighted by invocations. ms; null: none */
  p95: ms.nullable(),
});
export type VersionTotals = z.infer<typeof totals>;

/** An operation on a resource. A replacement is a `delete` of the old resource and a `replace` that creates the new one. */
const OPERATIONS = ["create", "update", "replace", "delete", "import"] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * An event of a deployment; `at` is Unix ms. Contains names and AWS error messages, but no inputs or outputs of resources
 * and no secrets. The last event of a deployment is one of the last four kinds.
 */
const eventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("started"), at, who: z.string(), commit: z.string().nullable() }),
  /** A step started, or `roll-back`. */
  z.strictObject({ kind: z.literal("step"), at, step: z.string() }),
  /** A phase is complete and its gate passed. `ms` since the first operation on its resources. */
  z.strictObject({ kind: z.literal("phase"), at, phase, resources: z.int().positive(), ms }),
  /** New versions of a number of functions get a share of the traffic; 0 per cent: the old versions get all of it again. */
  z.strictObject({
    kind: z.literal("traffic"),
    at,
    percent: z.int().min(0).max(100),
    functions: z.int().positive(),
  }),
  /** The metrics of new versions were compared with those of the old versions of the same functions. */
  z.strictObject({
    kind: z.literal("analysis"),
    at,
    /** Share of the new versions. */
    percent: z.int().min(1).max(100),
    /** `inconclusive`: too little traffic. */
    verdict: z.enum(["healthy", "inconclusive", "breached"]),
    current: totals,
    baseline: totals,
    /** Maximum error rate of a new version, in per cent. */
    errorLimit: z.number(),
    /** What is exceeded, where it is breached. */
    breaches: z.array(message),
  }),
  z.strictObject({
    kind: z.literal("resource"),
    at,
    operation: z.enum(OPERATIONS),
    state: z.enum(["began", "done", "failed"]),
    ...resource,
    /** Null when it starts, and if its start was not recorded. */
    ms: ms.nullable(),
  }),
  z.strictObject({
    kind: z.literal("diagnostic"),
    at,
    severity: z.enum(["error", "warning"]),
    /** Null if it is about no resource. */
    resource: z.strictObject(resource).nullable(),
    message,
  }),
  z.strictObject({ kind: z.literal("succeeded"), at, ms }),
  z.strictObject({ kind: z.literal("failed"), at, ms, code: z.string(), message }),
  /** It failed, and the previous release is live again. */
  z.strictObject({ kind: z.literal("rolled-back"), at, ms, code: z.string(), message }),
  z.strictObject({ kind: z.literal("cancelled"), at, ms, code: z.string(), message }),
]);
export type DeploymentEvent = z.infer<typeof eventSchema>;
export type AnalysisEvent = Extract<DeploymentEvent, { readonly kind: "analysis" }>;
export type ResourceEvent = Extract<DeploymentEvent, { readonly kind: "resource" }>;

/** The last event of a deployment. */
export type ClosingEvent = Extract<
  DeploymentEvent,
  { readonly kind: "succeeded" | "failed" | "rolled-back" | "cancelled" }
>;

/** `events/<stage>/<release>/<n>.json` in the deployments bucket: events of about two seconds. */
export const eventsSchema = z.strictObject({ schema: z.literal(1), events: z.array(eventSchema) });

/** The last event of a deployment; null while it runs. */
export function closingEventOf(events: readonly DeploymentEvent[]): ClosingEvent | null {
  return events.find(isClosingEvent) ?? null;
}

function isClosingEvent(event: DeploymentEvent): event is ClosingEvent {
  return ["succeeded", "failed", "rolled-back", "cancelled"].includes(event.kind);
}

/**
 * Failed invocations or failed responses per invocation, whichever are more: an invocation that fails behind the API is also a
 * failed response. Per cent; null: no invocation
 */
export function errorRate({ invocations, errors, failedResponses }: VersionTotals): number | null {
  const failures = Math.max(errors, failedResponses);
  return invocations + failures === 0 ? null : (100 * failures) / Math.max(invocations, failures);
}

/** Whether it is a failure: a failed operation, an error, an exceeded limit, traffic shifted back, or an unsuccessful end. */
export function isFailure(event: DeploymentEvent): boolean {
  switch (event.kind) {
    case "resource":
      return event.state === "failed";
    case "diagnostic":
      return event.severity === "error";
    case "traffic":
      return event.percent === 0;
    case "analysis":
      return event.verdict === "breached";
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

/** Without the start events of operations that have ended. */
export function withoutCompletedStarts(events: readonly DeploymentEvent[]): readonly DeploymentEvent[] {
  const key = ({ operation, type, name }: ResourceEvent): string => [operation, type, name].join(" ");
  const ended = new Set(
    events.flatMap((event) => (event.kind === "resource" && event.state !== "began" ? [key(event)] : [])),
  );
  return events.filter((event) => event.kind !== "resource" || event.state !== "began" || !ended.has(key(event)));
}
