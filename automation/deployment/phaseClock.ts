import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { PhaseTime } from "../../model/release/phaseTime";
import { phaseOfUrn, type PhaseId } from "../../model/phases";
import { isComponent } from "../engine/changes/change";

interface Measured {
  readonly started: number;
  readonly changed: Set<string>;
}

/** Measures the phases of Pulumi's runs. Deletions, which follow after all phases, do not count. */
export class PhaseClock {
  readonly #running = new Map<PhaseId, Measured>();
  readonly #times: PhaseTime[] = [];
  readonly #now: () => number;

  /** @param now ms, monotonic */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  event({ resourcePreEvent }: EngineEvent): void {
    if (resourcePreEvent === undefined) return;
    const { urn, op, type } = resourcePreEvent.metadata;
    const phase = phaseOfUrn(urn);
    if (phase === null || isComponent(type) || !/^(?:create|update|import)/.test(op)) return;
    const measured = this.#running.get(phase) ?? { started: this.#now(), changed: new Set<string>() };
    measured.changed.add(urn);
    this.#running.set(phase, measured);
  }

  /** The phase's gate has passed. */
  passed(phase: PhaseId): void {
    const measured = this.#running.get(phase);
    if (measured === undefined) return;
    this.#running.delete(phase);
    const milliseconds = Math.round(this.#now() - measured.started);
    this.#times.push({ phase, resources: measured.changed.size, milliseconds });
  }

  times(): readonly PhaseTime[] {
    return [...this.#times];
  }
}
