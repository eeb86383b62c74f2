import type { StageName } from "../../model/stage/name";
import type { Stage } from "../../model/stage/stage";
import { DeployError } from "../../model/errors";
import { PHASES } from "../../model/phases";
import type { Lease } from "../../model/lock/lease";
import { presenceOf, type Presence } from "../../model/lock/leaseOwner";
import { servingRecord, type Outcome, type ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import { returnPoint } from "../../model/release/rollback";
import { callApi, emulatedApi } from "../aws/api/apiRequest";
import { awsHealth } from "../aws/account/awsHealth";
import type { Context } from "../commands/command";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import type { OutsideRun } from "../engine/state/outsideRuns";
import { readStateFacts } from "../state/readStateFacts";
import type { ApiHealth, LiveRelease, RecordedStatus, StageStatus } from "./stageStatus";
import { apiHealthCheck } from "../verification/routes/healthRoute";

/** What the deployments bucket says. */
export interface Recorded {
  readonly records: readonly ReleaseRecord[];
  readonly status: RecordedStatus;
}

/** Collects the status of a reachable stage. @param signal aborted at the time limit */
export async function collectStageStatus(
  context: Context,
  session: Session,
  recorded: Promise<Recorded>,
  signal: AbortSignal,
): Promise<StageStatus> {
  const { target, stage } = session;
  const { name } = stage;
  const { root } = context.wiring;
  const facts = await readStateFacts(root, session, recorded).catch(nullOfUnbootstrapped);
  if (facts === null || (facts.resources === 0 && facts.pending === 0)) return statusWithoutState(name, recorded);
  const { records, status } = await recorded;
  const { resources, entries, functions, url, pending, isRecorded } = facts;
  const [outside, health] = await Promise.all([
    isRecorded ? [] : readOutsideRuns(root, session, records),
    healthOf(url, stage, (servingRecord(records) ?? records[0])?.release, signal),
  ]);
  return {
    stage: name,
    kind: "deployed",
    resources,
    entries,
    functions,
    url,
    health,
    aws: health === "unhealthy" || health === "no answer" ? await awsHealth(target) : null,
    pending,
    ...(outside.length === 0 ? {} : { outside }),
    ...status,
  };
}

async function readOutsideRuns(
  root: string,
  session: Session,
  records: readonly ReleaseRecord[],
): Promise<readonly OutsideRun[]> {
  const { outsideRunsSince } = await import("../state/outsideChanges");
  return outsideRunsSince(root, session, records);
}

/** An account without bootstrap has neither state nor records. */
function nullOfUnbootstrapped(error: unknown): null {
  if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED") return null;
  throw error;
}

/** Reads the part of the status that the deployments bucket has. @throws DeployError AWS */
export async function readRecorded({ target, stage }: Session): Promise<Recorded> {
  const { listRecords, readRecordsSinceLive } = await import("../aws/buckets/releases");
  const { readLease } = await import("../aws/buckets/lease");
  const { readFreeze } = await import("../aws/buckets/freeze");
  // Fails in an account without bootstrap, of which nothing else is asked then.
  const listed = await listRecords(target, stage);
  const [records, lease, freeze] = await Promise.all([
    readRecordsSinceLive(target, stage, listed),
    readLease(target, stage),
    readFreeze(target, stage),
  ]);
  return {
    records,
    status: {
      ...releasesOf(records),
      lease: lease === null ? null : { lease: lease.lease, presence: leasePresence(lease.lease) },
      freeze,
    },
  };
}

function leasePresence(lease: Lease | null): Presence {
  return lease === null ? "unknown" : presenceOf(lease.place, processIdentity(), processStartTime);
}

async function statusWithoutState(stage: StageName, recorded: Promise<Recorded>): Promise<StageStatus> {
  const found = await recorded.catch(nullOfUnbootstrapped);
  if (found === null) return { stage, kind: "empty", bootstrapped: false };
  const { liveIn } = await import("../state/recordedState");
  const live = liveIn(found.records);
  return live === null
    ? { stage, kind: "empty", bootstrapped: true }
    : { stage, kind: "state-missing", release: liveRelease(live) };
}

function liveRelease({ id, release: { source }, who, reason }: ReleaseRecord): LiveRelease {
  return { id, commit: source.commit, dirty: source.dirty, who, reason };
}

/** Outcomes that need no action. */
const SETTLED: readonly Outcome[] = ["succeeded", "rolled-back", "destroyed"];

export function releasesOf(
  records: readonly ReleaseRecord[],
): Pick<Extract<StageStatus, { readonly kind: "deployed" }>, "release" | "unfinished"> {
  const serving = servingRecord(records);
  const [newest] = records;
  const point = returnPoint(records.filter(({ id, origin }) => id !== newest?.id || origin.kind === "rollback"));
  return {
    release: serving === null ? null : liveRelease(serving),
    unfinished:
      newest === undefined || SETTLED.includes(newest.outcome)
        ? null
        : {
            id: newest.id,
            outcome: newest.outcome,
            who: newest.who,
            kind: newest.origin.kind === "rollback" ? "rollback" : "deployment",
            returnTo: point === null ? null : { id: point.record.id, services: point.services },
            shifting: Object.keys(newest.shifting).length,
            serves: newest.id === serving?.id,
            error: newest.error?.code ?? null,
          },
  };
}

async function healthOf(
  url: string,
  stage: Stage,
  release: Release | undefined,
  signal: AbortSignal,
): Promise<ApiHealth> {
  if (url === "" || release === undefined) return "no answer";
  const { path, problem, probe } = apiHealthCheck(stage, release, PHASES.length);
  try {
    const { status, json } = await callApi({
      url,
      method: "GET",
      path,
      timeoutMs: 5_000,
      signal,
      emulated: emulatedApi(stage),
    });
    if (problem(status, json) !== null) return "unhealthy";
    if (probe === null) return "answers";
    return probe.placeholder ? "placeholder" : "healthy";
  } catch {
    return "no answer";
  }
}
