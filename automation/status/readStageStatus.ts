import { DeployError, type ErrorCode } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { awsHealth, type AwsHealth } from "../aws/account/awsHealth";
import type { AwsTarget } from "../aws/target";
import type { FailoverRecord } from "../../model/failover/record";
import type { Context } from "../commands/command";
import { failoverOf } from "./failoverOf";
import { Deadline } from "../deadline";
import { openSession, type Session } from "../session";
import { collectStageStatus, readRecorded, type Recorded } from "./collectStageStatus";
import type { StageStatus } from "./stageStatus";

/** Ports of a status. */
export interface StatusPorts {
  /** Touches no network. */
  readonly open: (context: Context, name: StageName) => Promise<Session>;
  readonly account: (session: Session) => Promise<unknown>;
  readonly look: (
    context: Context,
    session: Session,
    recorded: Promise<Recorded>,
    signal: AbortSignal,
  ) => Promise<StageStatus>;
  /** The part that needs a few requests to S3, and works without Pulumi and the API. @throws DeployError AWS */
  readonly recorded: (session: Session) => Promise<Recorded>;
  /** Asks the recovery region. */
  readonly failover: (context: Context, session: Session) => Promise<FailoverRecord | null>;
  readonly health: (target: AwsTarget) => Promise<AwsHealth>;
  /** Time limit for one stage. ms */
  readonly limit: number;
}

const PORTS: StatusPorts = {
  open: openSession,
  account: async ({ target }) => (await import("../aws/account/identity")).requireAccount(target),
  look: collectStageStatus,
  recorded: readRecorded,
  failover: failoverOf,
  health: awsHealth,
  limit: 15_000,
};
/** Time limit for the recovery region. ms */
const FAILOVER_LIMIT = 5_000;
/** Time limit for AWS Health. ms */
const HEALTH_LIMIT = 5_000;

/**
 * Collects the status of one stage. An unreachable stage is a status, not an exception: the other stages are shown.
 * @throws DeployError CANCELLED; EMULATOR_NOT_RUNNING, which concerns all stages
 */
export async function readStageStatus(context: Context, name: StageName, ports = PORTS): Promise<StageStatus> {
  const deadline = new Deadline(ports.limit, context.signal);
  let session: Session | null = null;
  let recorded: Recorded | undefined;
  try {
    const opened = await ports.open(context, name);
    session = opened;
    await deadline.run(() => ports.account(opened));
    const reading = ports.recorded(opened);
    // An account without bootstrap is not asked further.
    const failing = reading.then(
      (found) => {
        recorded = found;
        return readFailoverOf(context, opened, ports);
      },
      () => null,
    );
    const found = await deadline.run((signal) => ports.look(context, opened, reading, signal));
    if (found.kind !== "deployed") return found;
    const failover = await failing;
    return failover === null ? found : { ...found, failover };
  } catch (error) {
    if (context.signal.aborted) throw cancelled();
    if (error instanceof DeployError && error.code === "EMULATOR_NOT_RUNNING") throw error;
    const reason = error instanceof DeployError ? error.what : error instanceof Error ? error.message : String(error);
    const [aws, failover] = await Promise.all([
      awsHealthOf(context, session, error, ports),
      session === null ? null : readFailoverOf(context, session, ports),
    ]);
    return {
      stage: name,
      kind: "unreachable",
      reason,
      ...(error instanceof DeployError && error.remedy !== "" ? { remedy: error.remedy } : {}),
      aws,
      ...(recorded === undefined ? {} : { recorded: recorded.status }),
      ...(failover === null ? {} : { failover }),
    };
  }
}

/** An addition to the status: what cannot be read in time is left out. */
async function readFailoverOf(
  context: Context,
  session: Session,
  { failover }: StatusPorts,
): Promise<FailoverRecord | null> {
  return new Deadline(FAILOVER_LIMIT, context.signal).run(() => failover(context, session)).catch(() => null);
}

/** Errors of the identity, for which AWS Health is not asked. */
const IDENTITY_ERRORS: readonly ErrorCode[] = ["IDENTITY_UNKNOWN", "IDENTITY_MISMATCH"];

async function awsHealthOf(
  context: Context,
  session: Session | null,
  error: unknown,
  { health }: StatusPorts,
): Promise<AwsHealth | null> {
  if (session === null || (error instanceof DeployError && IDENTITY_ERRORS.includes(error.code))) return null;
  try {
    return await new Deadline(HEALTH_LIMIT, context.signal).run(() => health(session.target));
  } catch (failure) {
    if (context.signal.aborted) throw cancelled();
    return { kind: "silent", reason: `AWS Health does not answer: ${(failure as Error).message}` };
  }
}

function cancelled(): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before all stages had answered.",
    "Show one stage: `bin/deploy status <stage>`.",
  );
}
