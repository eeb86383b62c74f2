import type { SessionCredentials } from "./aws/target";
import type { Adoptions } from "../model/account/adoption";
import type { Foundation } from "../model/account/foundation";
import type { FunctionId } from "../model/catalog/functions";
import type { PhaseId } from "../model/phases";
import type { ParameterDigests } from "../model/release/parameterDigests";
import type { Release } from "../model/release/release";
import type { Stage } from "../model/stage/stage";

/** What a phase has deployed, for its gate. */
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
  /** Digest by function of the versions of the parameters and secrets that it reads. @default none */
  readonly parameterDigests?: ParameterDigests;
  /** Names of tables that are on demand on AWS now, for a stage whose tables have a capacity. @default none */
  readonly onDemandTables?: ReadonlySet<string>;
}) => Program;

/** What differs while two releases share the stage. */
export interface Transition {
  /** Functions whose alias moves to the new version at once all the same. */
  readonly movedAliases: ReadonlySet<FunctionId>;
  /** Functions that Cognito may call: those of the triggers of both releases. */
  readonly cognitoCallees: ReadonlySet<FunctionId>;
  readonly keepsRoles?: boolean;
}

/** Makes the program of an account's foundation. */
type FoundationFactory = (inputs: {
  readonly foundation: Foundation;
  /** What exists in AWS and is not in the stack. */
  readonly adopt: Adoptions;
}) => Program;

export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly pid: number;
  /** Its log file. */
  readonly log: string;
}

/** A provider that the engine attaches to instead of starting its own. */
export interface AttachedProvider {
  /** Pulumi package whose provider it replaces. */
  readonly package: "aws" | "awsx";
  readonly port: number;
  stop(): Promise<void>;
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

/** The AWS on this machine: a port, because the driver knows nothing of how it is made. */
export interface Rehearsal {
  /** The emulator that runs now, or null. Starts nothing. */
  running(): Promise<Emulator | null>;
  /** Null where the emulator does not report it: one that an older version of this program started. */
  egress(): Promise<EgressReport | null>;
  startProvider(request: {
    readonly endpoint: string;
    readonly account: string;
    readonly region: string;
    readonly session?: SessionCredentials;
    readonly faults?: string;
    /** Seconds of AWS in a second of this machine. @default rates and latencies of AWS are not emulated */
    readonly rates?: number;
  }): Promise<AttachedProvider>;
  /** The double of awsx's provider, which reaches AWS through the other one only. */
  startAwsxProvider(): Promise<AttachedProvider>;
}

/** What the composition root hands to the driver. Loaded late: a command that needs none of it pays nothing. */
export interface Wiring {
  /** The project's folder. */
  readonly root: string;
  readonly version: string;
  readonly program: () => Promise<ProgramFactory>;
  /** Digest of what decides the resources that the program declares: its code, its libraries, and Pulumi's version. */
  readonly programDigest: () => Promise<string>;
  readonly foundation: () => Promise<FoundationFactory>;
  readonly rehearsal: () => Promise<Rehearsal>;
  /** Called before Pulumi's SDK is loaded: a driver with it takes ten times the memory. @default nothing to do */
  readonly beforeEngine?: () => void;
}
