import { fixedCost } from "../cost/fixedCost";
import type { DriftCheck } from "../release/driftCheck";
import { closingEventOf, type AnalysisEvent, type ClosingEvent, type DeploymentEvent } from "../release/event";
import { releaseDifferences, type ReleaseDifference } from "../release/difference";
import type { ReleaseRecord } from "../release/record";
import type { PlannedResource } from "../review/plannedResource";
import { criticalPath, type PathPart } from "./criticalPath";
import { phaseSpans, resourceSpans, type PhaseSpan, type ResourceSpan } from "./spans";

/** A step of a deployment, or what the driver did outside the steps. */
export interface StepSpan {
  readonly step: string;
  /** Unix ms; null: the record has its duration only. */
  readonly from: number | null;
  /** ms; null: it runs, or did not end */
  readonly milliseconds: number | null;
  readonly state: "done" | "failed" | "running";
}

interface Message {
  /** Unix ms */
  readonly at: number;
  readonly severity: "error" | "warning";
  /** Logical name of the resource, or null. */
  readonly resource: string | null;
  readonly text: string;
}

export interface TrafficShare {
  /** Unix ms */
  readonly at: number;
  readonly percent: number;
  readonly functions: number;
}

/** All that a report shows of a deployment. */
export interface DeploymentReport {
  readonly record: ReleaseRecord;
  /** How the deployment ended; null: it runs, or was interrupted. */
  readonly closing: ClosingEvent | null;
  /** Unix ms; of the last event where it has not ended. */
  readonly from: number;
  readonly to: number;
  readonly steps: readonly StepSpan[];
  readonly phases: readonly PhaseSpan[];
  readonly resources: readonly ResourceSpan[];
  readonly criticalPath: readonly PathPart[];
  readonly traffic: readonly TrafficShare[];
  /** Comparisons of the new versions with the old ones while traffic shifted. */
  readonly analyses: readonly AnalysisEvent[];
  readonly messages: readonly Message[];
  readonly events: readonly DeploymentEvent[];
  /** Differences from the release that it replaced; null: the first release, or its record cannot be read. */
  readonly differences: readonly ReleaseDifference[] | null;
  /** Of the stage without being used, US dollars a month; null: it has no state. */
  readonly cost: number | null;
  /** The last comparison of the stage with AWS; null: none is recorded. */
  readonly drift: DriftCheck | null;
  readonly url: string | null;
}

/** What a report is made of. */
export interface ReportSources {
  readonly record: ReleaseRecord;
  readonly replaced: ReleaseRecord | null;
  readonly events: readonly DeploymentEvent[];
  /** Resources of the stage now; empty: no state. */
  readonly deployed: readonly Pick<PlannedResource, "type" | "inputs">[];
  /** Names of the resources that a resource depends on, by its name. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly drift: DriftCheck | null;
  readonly url: string | null;
}

export function deploymentReport(sources: ReportSources): DeploymentReport {
  const { record, replaced, events, deployed, dependencies, drift, url } = sources;
  const resources = resourceSpans(events);
  const closing = closingEventOf(events);
  return {
    record,
    closing,
    from: record.id * 1_000,
    to: closing?.at ?? (record.endedAt === null ? (events.at(-1)?.at ?? record.id * 1_000) : record.endedAt * 1_000),
    steps: stepSpans(record, events, closing),
    phases: phaseSpans(events, resources),
    resources,
    criticalPath: criticalPath(resources, dependencies),
    traffic: events.flatMap((event) =>
      event.kind === "traffic" ? [{ at: event.at, percent: event.percent, functions: event.functions }] : [],
    ),
    analyses: events.flatMap((event) => (event.kind === "analysis" ? [event] : [])),
    messages: messagesOf(events),
    events,
    differences: replaced === null ? null : releaseDifferences(replaced, record),
    cost: deployed.length === 0 ? null : fixedCost(deployed),
    drift,
    url,
  };
}

/** Steps with their durations from the record, and from the events while it has none. */
function stepSpans(
  record: ReleaseRecord,
  events: readonly DeploymentEvent[],
  closing: ClosingEvent | null,
): readonly StepSpan[] {
  const begun = events.flatMap((event) => (event.kind === "step" ? [event] : []));
  const startOf = new Map(begun.map(({ step, at }) => [step, at]));
  const isFailed = closing !== null && closing.kind !== "succeeded";
  if (record.steps.length > 0) {
    const last = record.steps.length - 1;
    return record.steps.map(({ step, milliseconds }, index) => ({
      step,
      from: startOf.get(step) ?? null,
      milliseconds,
      state: isFailed && index === last ? "failed" : "done",
    }));
  }
  return begun.map(({ step, at }, index): StepSpan => {
    const end = begun[index + 1]?.at ?? closing?.at ?? null;
    const isLast = index === begun.length - 1;
    return {
      step,
      from: at,
      milliseconds: end === null ? null : end - at,
      state: !isLast ? "done" : closing === null ? "running" : isFailed ? "failed" : "done",
    };
  });
}

function messagesOf(events: readonly DeploymentEvent[]): readonly Message[] {
  return events.flatMap((event): readonly Message[] => {
    if (event.kind === "diagnostic")
      return [{ at: event.at, severity: event.severity, resource: event.resource?.name ?? null, text: event.message }];
    if (event.kind === "failed" || event.kind === "rolled-back" || event.kind === "cancelled")
      return [{ at: event.at, severity: "error", resource: null, text: `${event.code}: ${event.message}` }];
    return [];
  });
}
