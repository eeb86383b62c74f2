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

/*
 * The step `replace` stands for the two that do it, and takes no time: what these do is told.
 */
const OPERATIONS: Partial<Record<OpType, Operation>> = {
  create: "create",
  update: "update",
  "create-replacement": "replace",
  delete: "delete",
  "delete-replaced": "delete",
  import: "import",
  "import-replacement": "import",
};

/** The engine's events in the words of a deployment. Remembers what has begun, and what was said already. */
export class EngineEventTranslator {
  readonly #operationStarts = new Map<string, number>();
  readonly #phaseStarts = new Map<PhaseId, number>();
  readonly #reported = new Set<string>();
  #hasFailed = false;

  /** When the first resource of a phase was touched, ms; null where none was. */
  phaseStart(phase: PhaseId): number | null {
    return this.#phaseStarts.get(phase) ?? null;
  }

  /** Null where an event tells nothing that is worth a line. @param now ms */
  translate(event: EngineEvent, now: number): DeploymentEvent | null {
    return this.#operation(event, now) ?? this.#diagnostic(event, now);
  }

  #operation(event: EngineEvent, at: number): ResourceEvent | null {
    const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
    const operation = step === undefined ? undefined : OPERATIONS[step.metadata.op];
    if (step === undefined || operation === undefined || isComponent(step.metadata.type)) return null;
    const { op, urn, type } = step.metadata;
    const phase = phaseOfUrn(urn);
    const told = { kind: "resource", at, operation, type, name: nameOfUrn(urn), phase } as const;
    const key = `${op} ${urn}`;
    if (event.resourcePreEvent !== undefined) {
      this.#operationStarts.set(key, at);
      if (phase !== null && !this.#phaseStarts.has(phase)) this.#phaseStarts.set(phase, at);
      return { ...told, state: "began", ms: null };
    }
    const begun = this.#operationStarts.get(key);
    const ms = begun === undefined ? null : Math.max(0, at - begun);
    return { ...told, state: event.resOpFailedEvent === undefined ? "done" : "failed", ms };
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
