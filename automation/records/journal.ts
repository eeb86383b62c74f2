import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { ErrorCode } from "../../model/errors";
import {
  truncateMessage,
  type AnalysisEvent,
  type ClosingEvent,
  type DeploymentEvent,
} from "../../model/release/event";
import type { Outcome, ReleaseRecord } from "../../model/release/record";
import type { PhaseId } from "../../model/phases";
import type { Stage } from "../../model/stage/stage";
import type { Milestone } from "../aws/eventBridge";
import type { AwsTarget } from "../aws/target";
import type { Notifier } from "../notify/notifier";
import { EngineEventTranslator } from "../engine/run/engineEventTranslator";
import { redact } from "../redaction/redact";
import { raceAbort } from "../deadline";
import { EventDispatcher, type Listeners } from "./eventDispatcher";

/**
 * Events of a deployment, written while it runs: others can follow. Only the end waits for pending writes. A failed write is
 * reported once, and fails nothing.
 */
export interface Journal {
  engineEvent(event: EngineEvent): void;
  /** A step begins, or the rollback. */
  step(step: string): void;
  /** Traffic moves. @param percent share of the new versions; 0: all traffic is back on the old ones */
  traffic(percent: number, functions: number): void;
  /** The metrics of new versions were compared with those of the old ones. */
  analysis(analysis: Omit<AnalysisEvent, "kind" | "at">): void;
  /** A phase is done, and its gate passed. @param resources changed resources; 0: no event */
  phaseDone(phase: PhaseId, resources: number): void;
  /** Writes pending events and the end. Only the first call counts. */
  close(ending: JournalEnding): Promise<void>;
}

/** How a deployment ended, and why it failed. */
export type JournalEnding =
  | { readonly outcome: "succeeded" }
  | {
      readonly outcome: Extract<Outcome, "failed" | "rolled-back">;
      readonly error: { readonly code: ErrorCode; readonly what: string };
    };

/** The deployment that a journal describes. */
export type Subject = Pick<ReleaseRecord, "id" | "who" | "origin" | "reason"> & {
  readonly commit: string | null;
  /** The rollback command; null: there is no earlier release. */
  readonly back: string | null;
};

/** Where a journal is written, and its listeners. */
export interface JournalPorts extends Listeners {
  /** Writes the n-th batch, n from 1. */
  readonly write: (n: number, events: readonly DeploymentEvent[], signal: AbortSignal) => Promise<void>;
  /** Receives every event at once. @default no listener */
  readonly onEvent?: (event: DeploymentEvent) => void;
}

/** ms */
export interface JournalIntervals {
  /** Delay before events are written. */
  readonly flush: number;
  /** Time limit for a listener. */
  readonly telling: number;
  /** Time limit for pending writes and listeners at the end of a deployment. */
  readonly end: number;
}

const INTERVALS: JournalIntervals = { flush: 2_000, telling: 5_000, end: 3_000 };

/**
 * Opens the journal of a deployment that has just been recorded.
 * @param warn called once per kind of failure
 * @param within the journal of the failed deployment that this rollback follows
 * @param onEvent receives every event at once; those of a rollback from the journal of the failed deployment
 */
export function openJournal(
  target: AwsTarget,
  stage: Stage,
  subject: Subject,
  warn: (line: string) => void,
  within?: Journal,
  onEvent?: (event: DeploymentEvent) => void,
): Journal {
  const place = { stage, release: subject.id };
  let notifier: Promise<Notifier> | undefined;
  const opened = async (): Promise<Notifier> =>
    (await import("../notify/notifier")).openNotifier(target, stage, subject.back);
  const ports: JournalPorts = {
    write: async (...batch) => (await import("../aws/buckets/deploymentEvents")).writeEvents(target, place, ...batch),
    announce: async (...milestones) => (await import("../aws/eventBridge")).putMilestones(target, ...milestones),
    notify: async (...milestones) => (await (notifier ??= opened()))(...milestones),
  };
  const listener = within === undefined && onEvent !== undefined ? { onEvent } : {};
  const own = new BucketJournal(stage.name, subject, { ...ports, ...listener }, warn);
  return within === undefined ? own : broadcast(own, within);
}

/** A rollback has its own journal, and is also part of the failed deployment's. */
function broadcast(own: Journal, outer: Journal): Journal {
  return {
    engineEvent: (event) => {
      own.engineEvent(event);
      outer.engineEvent(event);
    },
    step: (step) => {
      own.step(step);
      outer.step(step);
    },
    traffic: (percent, functions) => {
      own.traffic(percent, functions);
    },
    analysis: (analysis) => {
      own.analysis(analysis);
    },
    phaseDone: (phase, resources) => {
      own.phaseDone(phase, resources);
    },
    close: (ending) => own.close(ending),
  };
}

export class BucketJournal implements Journal {
  readonly #subject: Subject;
  readonly #stage: string;
  readonly #ports: JournalPorts;
  readonly #warn: (line: string) => void;
  readonly #pace: JournalIntervals;
  readonly #translator = new EngineEventTranslator();
  readonly #started = Date.now();
  readonly #giveUp = new AbortController();
  readonly #failing = new Set<string>();
  readonly #audience: EventDispatcher;
  /** Batches in flight, the oldest first. A failed one is retried unchanged: readers may have seen it. */
  readonly #batches: DeploymentEvent[][] = [];
  #events: DeploymentEvent[] = [];
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor(stage: string, subject: Subject, ports: JournalPorts, warn: (line: string) => void, pace = INTERVALS) {
    this.#stage = stage;
    this.#subject = subject;
    this.#ports = ports;
    this.#warn = warn;
    this.#pace = pace;
    this.#audience = new EventDispatcher(ports, pace.telling, this.#giveUp.signal, (...failed) => {
      this.#fail(...failed);
    });
    const { who, commit } = subject;
    this.#milestone({ kind: "started", at: this.#started });
    this.#add({ kind: "started", at: this.#started, who, commit });
  }

  engineEvent(event: EngineEvent): void {
    const translated = this.#translator.translate(event, Date.now());
    if (translated !== null) this.#add(translated);
  }

  step(step: string): void {
    this.#add({ kind: "step", at: Date.now(), step });
  }

  traffic(percent: number, functions: number): void {
    this.#add({ kind: "traffic", at: Date.now(), percent, functions });
  }

  analysis({ breaches, ...analysis }: Omit<AnalysisEvent, "kind" | "at">): void {
    const messages = breaches.map((breach) => truncateMessage(redact(breach)));
    this.#add({ kind: "analysis", at: Date.now(), ...analysis, breaches: messages });
  }

  phaseDone(phase: PhaseId, resources: number): void {
    if (resources === 0) return;
    const at = Date.now();
    this.#milestone({ kind: "phase", at, phase });
    this.#add({
      kind: "phase",
      at,
      phase,
      resources,
      ms: Math.max(0, at - (this.#translator.phaseStart(phase) ?? at)),
    });
  }

  close(ending: JournalEnding): Promise<void> {
    this.#closed ??= this.#end(closingEvent(ending, this.#started));
    return this.#closed;
  }

  async #end(closing: ClosingEvent): Promise<void> {
    const error = closing.kind === "succeeded" ? {} : { error: closing.code as ErrorCode };
    this.#milestone({ kind: closing.kind, at: closing.at, outcome: closing.kind, ...error });
    this.#add(closing);
    clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      this.#giveUp.abort(new Error("no answer in time"));
    }, this.#pace.end);
    // Batches in flight first: they are numbered.
    const written = (this.#writing ?? Promise.resolve()).then(() => this.#write());
    this.#audience.tell();
    await Promise.all([written, this.#audience.settled()]);
    clearTimeout(timer);
  }

  #milestone({ kind, at, ...rest }: Pick<Milestone, "kind" | "at"> & Partial<Milestone["detail"]>): void {
    const { id, ...subject } = this.#subject;
    this.#audience.add({ kind, at, detail: { stage: this.#stage, release: id, ...subject, ...rest } });
  }

  #add(event: DeploymentEvent): void {
    if (this.#closed !== null) return;
    this.#events.push(event);
    this.#ports.onEvent?.(event);
    this.#arm();
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#closed === null) this.#flush();
    }, this.#pace.flush).unref();
  }

  #flush(): void {
    this.#audience.tell();
    // One at a time: names give the order.
    this.#writing ??= this.#write().then(() => {
      this.#writing = null;
      if (this.#events.length > 0) this.#arm();
    });
  }

  async #write(): Promise<void> {
    if (this.#events.length > 0) this.#batches.push(this.#events);
    this.#events = [];
    const { signal } = this.#giveUp;
    try {
      for (let [batch] = this.#batches; batch !== undefined; [batch] = this.#batches) {
        await raceAbort(this.#ports.write(this.#written + 1, batch, signal), signal);
        this.#batches.shift();
        this.#written += 1;
      }
    } catch (error) {
      this.#fail(
        signal.aborted
          ? "Some events of this deployment were not recorded"
          : "The events of this deployment cannot be recorded",
        error,
      );
    }
  }

  #fail(what: string, error: unknown): void {
    if (this.#failing.has(what)) return;
    this.#failing.add(what);
    this.#warn(`${what}; the deployment continues: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function closingEvent(ending: JournalEnding, started: number): ClosingEvent {
  const at = Date.now();
  const times = { at, ms: Math.max(0, at - started) };
  if (ending.outcome === "succeeded") return { kind: "succeeded", ...times };
  const { code, what } = ending.error;
  const kind = ending.outcome === "failed" && code === "CANCELLED" ? "cancelled" : ending.outcome;
  return { kind, ...times, code, message: truncateMessage(redact(what)) };
}
