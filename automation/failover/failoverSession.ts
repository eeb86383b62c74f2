import { DeployError } from "../../model/errors";
import { parseStageName, type StageName } from "../../model/stage/name";
import { requireAccount } from "../aws/account/identity";
import { openSetStore, type SetStore } from "../backup/store/setStore";
import type { Context } from "../commands/command";
import { Deadline } from "../deadline";
import { openSession, type Session } from "../session";

/** The two stages of a failover. */
export interface FailoverSession {
  /** The stage whose users move. */
  readonly source: Session;
  /** The stage that serves them afterwards. */
  readonly recovery: Session;
  /** Of the source, in the recovery region: records of failovers are in it, too. */
  readonly store: SetStore;
  /** Name of the source's API. */
  readonly domain: string;
  /** ARN of the caller. */
  readonly who: string;
}

/**
 * Opens both stages. Calls the recovery region only.
 * @param to @default the stage that the source's `recovery.into` names
 * @throws DeployError FAILOVER_OFF, RECOVERY_OFF, IDENTITY_MISMATCH
 */
export async function openFailover(
  context: Context,
  sourceName: string | undefined,
  to?: string,
): Promise<FailoverSession> {
  const source = await openSession(context, sourceName);
  const store = openSetStore(source.stage, source.target);
  const recovery = await openSession(context, to === undefined ? store.recoveryStage : parseStageName(to));
  const { name, failover, domains } = source.stage;
  if (failover.kind !== "primary")
    throw failoverOff(name, `it is ${failover.kind}`, "kind primary, with a health check");
  const other = recovery.stage.failover;
  if (other.kind !== "secondary" || other.of !== name)
    throw failoverOff(recovery.stage.name, `it is not the secondary stage of ${name}`, `kind secondary, of ${name}`);
  const { arn } = await requireAccount(recovery.target);
  return { source, recovery, store, domain: domains.api, who: arn };
}

function failoverOff(stage: StageName, problem: string, wanted: string): DeployError {
  return new DeployError(
    "FAILOVER_OFF",
    `listbackup:failover of ${stage} does not allow a failover: ${problem}. Nothing was changed.`,
    `Set it in Pulumi.${stage}.yaml to ${wanted}, and deploy: \`bin/deploy up ${stage}\`.`,
  );
}

/** Whether the region of a stage responds. */
export type Reachability = { readonly kind: "reachable" } | { readonly kind: "unreachable"; readonly why: string };

/** A region that is lost often accepts connections and never answers. ms */
const REACHABLE_LIMIT = 20_000;

/** @param isLost the user says so: nothing is called */
export async function reachabilityOf(
  { target, stage }: Session,
  isLost: boolean,
  signal: AbortSignal,
): Promise<Reachability> {
  if (isLost) return { kind: "unreachable", why: "--source-lost was given" };
  const { readLease } = await import("../aws/buckets/lease");
  try {
    await new Deadline(REACHABLE_LIMIT, signal).run(() => readLease(target, stage));
    return { kind: "reachable" };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreachable", why: error instanceof DeployError ? error.what : (error as Error).message };
  }
}
