import { DeployError, type ErrorCode } from "../../model/errors";
import type { Freeze } from "../../model/release/freeze";
import type { Lease, Presence } from "../../model/release/lease";
import type { Outcome } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { Context } from "../commands/command";
import { pulumiExecutable } from "../engine/stageEngine";
import { Patience, unlessAborted } from "../patience";
import { openSession, type Session } from "../session";
import { awsHealth, type AwsHealth } from "../aws/healthEvents";
import type { AwsTarget } from "../aws/target";
import { lookAt, recordedStatus } from "./look";

/** What `GET /health` says; `placeholder`: its handler is one; `answers`: the API answers and has no such route. */
export type ApiHealth = "healthy" | "unhealthy" | "no answer" | "placeholder" | "answers";

/** What is known of a stage from outside it. */
export type StageStatus =
  | {
      readonly stage: StageName;
      readonly kind: "unreachable";
      readonly reason: string;
      /** Whether AWS is well; null where that cannot be the reason, or nobody may ask. */
      readonly aws: AwsHealth | null;
      /** What its records say, where these could be read in time. */
      readonly recorded?: RecordedStatus;
    }
  | {
      readonly stage: StageName;
      readonly kind: "empty";
      /** Whether the account has the buckets that a deployment needs. */
      readonly bootstrapped: boolean;
    }
  /** A release is live by the records, and the engine's state has nothing of it. */
  | { readonly stage: StageName; readonly kind: "state-missing"; readonly release: LiveRelease }
  | {
      readonly stage: StageName;
      readonly kind: "deployed";
      readonly resources: number;
      /** Resources, components and providers: what the engine's cost grows with. */
      readonly entries: number;
      readonly functions: number;
      readonly url: string;
      readonly health: ApiHealth;
      /** Operations that a killed run began and never finished. */
      readonly pending: number;
      /** The release that serves; null where no deployment got so far. */
      readonly release: LiveRelease | null;
      /** Where the stage is not well: whether AWS is. */
      readonly aws: AwsHealth | null;
      /** Who deploys now, or did and is gone. */
      readonly lease: { readonly lease: Lease | null; readonly presence: Presence } | null;
      readonly freeze: Freeze | null;
      /** What was deployed last, where that did not end well. */
      readonly unfinished: {
        readonly id: number;
        readonly outcome: Outcome;
        readonly who: string;
        readonly kind: "deployment" | "rollback";
        /** The release that a rollback brings back, and which services of it; null where there is none. */
        readonly returnTo: { readonly id: number; readonly services: readonly string[] } | null;
        readonly shifting: number;
        /** Whether it is there all the same, and serves: its checks failed, for example. */
        readonly serves: boolean;
        /** Code of its error. */
        readonly error: string | null;
      } | null;
    };

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;

/** What is known of a stage without Pulumi and its API: what the deployments bucket has. */
export type RecordedStatus = Pick<Deployed, "release" | "unfinished" | "lease" | "freeze">;

export interface LiveRelease {
  /** Unix seconds at which its deployment began. */
  readonly id: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** ARN of who deployed it, and why. */
  readonly who?: string;
  readonly reason?: string | null;
}

/** What looking at a stage needs of the outside. */
export interface StatusPorts {
  /** Touches no network. */
  readonly open: (context: Context, name: StageName) => Promise<Session>;
  readonly account: (session: Session) => Promise<unknown>;
  /** What has to be installed first takes the time that it takes. */
  readonly tools: (context: Context) => Promise<unknown>;
  readonly look: (context: Context, session: Session, signal: AbortSignal) => Promise<StageStatus>;
  /** The part that takes one request to S3 or a few. */
  readonly recorded: (session: Session) => Promise<RecordedStatus>;
  readonly health: (target: AwsTarget) => Promise<AwsHealth>;
  /** So long a stage may take to answer, all in all. ms */
  readonly limit: number;
}

const PORTS: StatusPorts = {
  open: openSession,
  account: async ({ target }) => (await import("../aws/identity")).requireAccount(target),
  tools: pulumiExecutable,
  look: lookAt,
  recorded: recordedStatus,
  health: awsHealth,
  limit: 15_000,
};
/** For a word of AWS of itself, when the stage has not answered. ms */
const HEALTH_LIMIT = 5_000;

/**
 * Looks at one stage. What is wrong with it is said, not thrown: the other stages are still of interest.
 * @throws DeployError CANCELLED; EMULATOR_NOT_RUNNING, which is no stage's own
 */
export async function stageStatus(context: Context, name: StageName, ports = PORTS): Promise<StageStatus> {
  const patience = new Patience(ports.limit, context.signal);
  let session: Session | null = null;
  let recorded: RecordedStatus | undefined;
  try {
    const opened = await ports.open(context, name);
    session = opened;
    await patience.for(() => ports.account(opened));
    void ports.recorded(opened).then(
      (found) => (recorded = found),
      () => undefined,
    );
    await unlessAborted(ports.tools(context), context.signal);
    return await patience.for((signal) => ports.look(context, opened, signal));
  } catch (error) {
    if (context.signal.aborted) throw cancelled();
    if (error instanceof DeployError && error.code === "EMULATOR_NOT_RUNNING") throw error;
    const reason = error instanceof DeployError ? error.what : error instanceof Error ? error.message : String(error);
    const aws = await wellOf(context, session, error, ports);
    return { stage: name, kind: "unreachable", reason, aws, ...(recorded === undefined ? {} : { recorded }) };
  }
}

/** Who is not known, or somebody else, has no word of AWS on the stage. */
const NOBODY: readonly ErrorCode[] = ["IDENTITY_UNKNOWN", "IDENTITY_MISMATCH"];

async function wellOf(
  context: Context,
  session: Session | null,
  error: unknown,
  { health }: StatusPorts,
): Promise<AwsHealth | null> {
  if (session === null || (error instanceof DeployError && NOBODY.includes(error.code))) return null;
  try {
    return await new Patience(HEALTH_LIMIT, context.signal).for(() => health(session.target));
  } catch (failure) {
    if (context.signal.aborted) throw cancelled();
    return { kind: "silent", reason: `AWS Health does not answer: ${(failure as Error).message}` };
  }
}

function cancelled(): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before every stage had answered.",
    "Ask for one alone: `bin/deploy status <stage>`.",
  );
}
