import type { Catalog } from "../../model/catalog/schema/catalog";
import type { DeployError } from "../../model/errors";
import type { Origin, ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import type { ReturnPoint } from "../../model/release/rollback";
import type { Context } from "../commands/command";
import type { Change } from "../engine/changes/change";
import type { Engine } from "../engine/engine";
import type { StackOutputs } from "../engine/run/runResult";
import type { Session } from "../session";
import type { Program } from "../wiring";
import type { CallerIdentity } from "../aws/account/identity";
import type { WatchedShift } from "../rollout/versionMonitor";
import type { CheckResult } from "../verification/verdict";
import type { Journal } from "../records/journal";
import type { HeldLease } from "../lock/lease";
import type { UpRequest } from "./request";

/** A program that the engine has looked at, and what it would change. */
export interface Planned {
  readonly program: Program;
  /** File of the plan. */
  readonly plan: string;
  readonly changes: readonly Change[];
  readonly same: number;
}

/** A function whose traffic moves. */
export interface FunctionShift extends WatchedShift {
  /** `users/usersGetMe` */
  readonly id: string;
}

/**
 * What the steps hand on to each other. Each optional field is given by the step named beside it; `With` says which are
 * there.
 */
export interface Deployment {
  readonly context: Context;
  /** `restore` puts the settings of then into its stage. */
  session: Session;
  /** `restore` puts the services into it, where an unfinished rollback of some services carries on. */
  request: UpRequest;
  /** How to repeat this command: `bin/deploy up dev --rehearsal`. `restore` adds the release that it chose. */
  retryCommand: string;
  /** preflight: who is asking */
  caller?: CallerIdentity;
  /** preflight: the stage is ours */
  lease?: HeldLease;
  /** restore and fetch say where the release came from; else it was built */
  origin?: Origin;
  /** preflight, from the working tree */
  catalog?: Catalog;
  /** preflight: version by parameter */
  parameters?: Readonly<Record<string, number>>;
  /** restore: what the rollback cannot bring back, one sentence each */
  notRestored?: readonly string[];
  /** select: the release that some services are put into, and its catalog with them */
  composition?: { readonly into: ReleaseRecord; readonly catalog: Catalog };
  /** build, restore or fetch */
  release?: Release;
  /** build */
  artifactsFolder?: string;
  /** preflight: being opened while the rest is checked and built; `preview` waits for it */
  engine?: Promise<Engine>;
  /** approve: who said yes */
  approval?: ReleaseRecord["approval"];
  /** preview */
  program?: Program;
  /** preview: file of the plan that `up` may carry out, and nothing else */
  plan?: string;
  /** preview */
  changes?: readonly Change[];
  /** preview, or restore: what was deployed last; null where nothing was */
  newest?: ReleaseRecord | null;
  /** preview: how many entries of the state stay as they are, components included */
  same?: number;
  /** expand, where traffic moves share by share: what the whole deployment changes, and whose traffic moves */
  gradual?: { readonly whole: readonly Change[]; readonly shifts: readonly FunctionShift[] };
  /** record: what the stage returns to when this deployment fails; null where there is nothing */
  returnPoint?: ReturnPoint | null;
  /** record: what is written down of this deployment */
  record?: ReleaseRecord;
  /** record: tells others what is done. On the way back it is that of the deployment that failed, until then. */
  journal?: Journal;
  /** preview: the engine knows of traffic that an earlier deployment moved past it */
  engineKnowsTraffic?: boolean;
  /** up: logical names of resources that were to be changed and were not */
  pendingChanges?: readonly string[];
  /** when its first step began. ms of performance.now() */
  begunAt?: number;
  /** of the step that runs */
  parts?: TimePart[];
  /** up */
  outputs?: StackOutputs;
  /** verify */
  checks?: readonly CheckResult[];
  /** A gate that failed during `up`: its own words, which the engine would wrap. */
  gateFailure?: unknown;
}

/** What steps give, and later steps need. Every other optional field may be absent at any time. */
export type Product =
  | "caller"
  | "engine"
  | "catalog"
  | "composition"
  | "release"
  | "artifactsFolder"
  | "program"
  | "plan"
  | "changes"
  | "record"
  | "outputs";

/** A deployment that has come so far that these products are there. */
export type With<Products extends Product> = Deployment & {
  [Name in Products]-?: NonNullable<Deployment[Name]>;
};

/** Aborted when the command is to stop: by who runs it, from another terminal, or because the stage is not ours any more. */
export function signalOf({ context, lease }: Deployment): AbortSignal {
  return lease === undefined ? context.signal : AbortSignal.any([context.signal, lease.signal]);
}

/** On the way back a gate only reports: what is gone back to was good, and verification decides at the end. */
export function gatesEnforced({ origin }: Deployment): boolean {
  return origin?.kind !== "rollback";
}

/**
 * What takes time beside the steps. `startup`: the program and its session, before the first step; `lease-and-record`: what is
 * written down and confirmed between steps; `close`: Pulumi, the journal and the lease are closed.
 */
export type Overhead = "startup" | "lease-and-record" | "close";

export interface StepTime {
  /** Kind of a step, or an `Overhead`. */
  readonly step: string;
  readonly milliseconds: number;
  /** What of it no phase shows. */
  readonly parts?: readonly TimePart[];
}

/** Of a run of Pulumi: until it changes the first resource, from there to the last one with the gates, and after it. */
export interface TimePart {
  readonly part: "engine start" | "resources and gates" | "engine end";
  readonly milliseconds: number;
}

/** How a deployment ended. */
export type DeploymentResult =
  | {
      readonly kind: "deployed" | "unchanged";
      readonly deployment: With<"release">;
      readonly times: readonly StepTime[];
    }
  | {
      readonly kind: "failed";
      /** Kind of the step. */
      readonly at: string;
      readonly error: DeployError;
      readonly deployment: Deployment;
      readonly times: readonly StepTime[];
    };

/** Everything that a deployment changes, in one go or in two. */
export function allChanges({ gradual, changes = [] }: Deployment): readonly Change[] {
  return gradual?.whole ?? changes;
}
