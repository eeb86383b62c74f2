import type { FunctionId } from "../model/catalog/functions";
import type { PhaseId } from "../model/phases";
import type { Release } from "../model/release/release";
import type { Stage } from "../model/stage/stage";

/** What a phase has brought up, for the check that stands behind it. */
export type PhaseFacts = Readonly<Record<string, string | readonly string[]>>;

/** A check between two phases. Rejects when the next phase must not start. */
export type Gate = (phase: PhaseId, facts: PhaseFacts) => Promise<void>;

/** The Pulumi program as the engine runs it. */
export type Program = () => Promise<Record<string, unknown>>;

/** Makes the program of a stage: the only way in which the driver reaches the components. */
export type ProgramFactory = (inputs: {
  readonly stage: Stage;
  readonly release: Release;
  readonly gate?: Gate;
  /** Versions are published, and aliases that exist stay. @default null: aliases follow the versions */
  readonly transition?: Transition | null;
  /** Names of tables that are on demand on AWS now, for a stage whose tables have a capacity. @default none */
  readonly onDemandTables?: ReadonlySet<string>;
}) => Program;

/** What differs while two releases share the stage. */
export interface Transition {
  /** Functions whose alias moves to the new version at once all the same. */
  readonly movedAliases: ReadonlySet<FunctionId>;
  /** Functions that Cognito may call: those of the triggers of both releases. */
  readonly cognitoCallees: ReadonlySet<FunctionId>;
}

export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly pid: number;
  /** Its log file. */
  readonly log: string;
}

export interface StartedEmulator extends Emulator {
  /** `recovered`: it had died, and may have lost what changed in its last seconds. */
  readonly origin: "found" | "fresh" | "resumed" | "recovered";
}

/** A provider that the engine attaches to instead of starting its own. */
export interface AttachedProvider {
  readonly port: number;
  stop(): Promise<void>;
}

/** A function that is called in a rehearsal, and with what. */
export interface Call {
  /** Physical name. */
  readonly name: string;
  readonly payload: object;
}

/** Callers of a rehearsal. */
export interface RunningCallers {
  /** @returns how often each version was called, and how often in vain */
  stop(): Promise<
    readonly {
      readonly name: string;
      readonly version: string;
      readonly invocations: number;
      readonly errors: number;
    }[]
  >;
}

/** What the functions of a rehearsal called outside it, and what keeps them in. */
export interface EgressReport {
  readonly barriers: readonly string[];
  /** What nothing blocks on this machine, in words. */
  readonly uncovered: readonly string[];
  /** Calls that were refused since the emulator started. */
  readonly refused: number;
  /** By function (physical name) and target (`host:port`). */
  readonly calls: readonly { readonly function: string; readonly target: string; readonly count: number }[];
}

/** Requests that were held to AWS's API models since the emulator started. */
export interface ViolationReport {
  readonly checked: number;
  /** What AWS would not take. */
  readonly refused: number;
  /** What could not be checked: an error of the check. */
  readonly errors: number;
  readonly violations: readonly {
    readonly service: string;
    readonly operation: string;
    readonly member: string;
    /** `required`, `unknown`, `type`, `length`, `range`, `pattern`, `enum`, or the name of a rule. */
    readonly kind: string;
    readonly constraint: string;
    readonly count: number;
  }[];
}

/** The AWS on this machine: a port, because the driver knows nothing of how it is made. */
export interface Rehearsal {
  /** @param request.account whose APIs a plain HTTP request reaches */
  start(request: { readonly account: string; readonly report: (line: string) => void }): Promise<StartedEmulator>;
  /** The emulator that runs now, or null. Starts nothing. */
  running(): Promise<Emulator | null>;
  stop(): Promise<boolean>;
  reset(): Promise<void>;
  /** Null where the emulator does not report it: one that an older version of this program started. */
  egress(): Promise<EgressReport | null>;
  /** Null where the emulator does not report it, or holds no requests to the models. */
  violations(): Promise<ViolationReport | null>;
  startProvider(request: {
    readonly endpoint: string;
    readonly account: string;
    readonly region: string;
    readonly faults?: string;
  }): Promise<AttachedProvider>;
  /** Calls functions as their aliases say, and counts it as Lambda would. */
  startCallers(request: {
    readonly endpoint: string;
    readonly account: string;
    readonly region: string;
    readonly calls: readonly Call[];
  }): Promise<RunningCallers>;
}

/** What the composition root hands to the driver. Loaded late: a command that needs none of it pays nothing. */
export interface Wiring {
  /** The project's folder. */
  readonly root: string;
  readonly version: string;
  readonly program: () => Promise<ProgramFactory>;
  readonly rehearsal: () => Promise<Rehearsal>;
}
