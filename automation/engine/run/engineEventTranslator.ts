import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import {
  truncateMessage,
  type DeploymentEvent,
  type Operation,
  type ResourceEvent,
} from "../../../model/release/event";
import { phaseOfUrn, type PhaseId } from "../../../model/phases";
import { redact } from "../../redaction/redact";
import { isComponent, nameOfUrn } from "../changes/change";
import { diagnosticOf, isFollowOnFailure } from "../failures/engineFailure";

/* A replacement also has a step `replace`, which does nothing itself: its create and delete are reported instead. */
const OPERATIONS: Partial<Record<OpType, Operation>> = {
  create: "create",
  update: "update",
  "create-replacement": "replace",
  delete: "delete",
  "delete-replaced": "delete",
  import: "import",
  "import-replacement": "import",
};

/** Translates engine events into deployment events. Keeps start times and the diagnostics reported so far. */
export class EngineEventTranslator {
  readonly #operationStarts = new Map<string, number>();
  readonly #phaseStarts = new Map<PhaseId, number>();
  readonly #reported = new Set<string>();
  #hasFailed = false;

  /** Start of a phase's first operation, in ms; null where there was none. */
  phaseStart(phase: PhaseId): number | null {
    return this.#phaseStarts.get(phase) ?? null;
  }

  /** @param now ms @returns null for an event that is not reported */
  translate(event: EngineEvent, now: number): DeploymentEvent | null {
    return this.#operation(event, now) ?? this.#diagnostic(event, now);
  }

  #operation(event: EngineEvent, at: number): ResourceEvent | null {
    const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
    const operation = step === undefined ? undefined : OPERATIONS[step.metadata.op];
    if (step === undefined || operation === undefined || isComponent(step.metadata.type)) return null;
    const { op, urn, type } = step.metadata;
    const phase = phaseOfUrn(urn);
    const operationEvent = { kind: "resource", at, operation, type, name: nameOfUrn(urn), phase } as const;
    const key = `${op} ${urn}`;
    if (event.resourcePreEvent !== undefined) {
      this.#operationStarts.set(key, at);
      if (phase !== null && !this.#phaseStarts.has(phase)) this.#phaseStarts.set(phase, at);
      return { ...operationEvent, state: "began", ms: null };
    }
    const start = this.#operationStarts.get(key);
    const ms = start === undefined ? null : Math.max(0, at - start);
    return { ...operationEvent, state: event.resOpFailedEvent === undefined ? "done" : "failed", ms };
  }

  #diagnostic(event: EngineEvent, at: number): DeploymentEvent | null {
    const diagnostic = diagnosticOf(event);
    if (diagnostic === null) return null;
    const { severity, resource } = diagnostic;
    if (this.#hasFailed && isFollowOnFailure(diagnostic)) return null;
    this.#hasFailed ||= severity === "error";
    const key = `${event.diagnosticEvent?.urn ?? ""} ${diagnostic.message}`;
    if (this.#reported.has(key)) return null;
    this.#reported.add(key);
    return { kind: "diagnostic", at, severity, resource, message: truncateMessage(redact(diagnostic.message)) };
  }
}
