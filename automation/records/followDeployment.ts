import { setTimeout as sleep } from "node:timers/promises";
import { closingOf, type Closing, type DeploymentEvent } from "../../model/release/event";
import { presenceOf } from "../../model/release/lease";
import { readEvents } from "../aws/buckets/deploymentEvents";
import { readLease, type StoredLease } from "../aws/buckets/lease";
import { releaseIds } from "../aws/buckets/releases";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";

const POLL_INTERVAL_MS = 1_000;

/** How far a deployment is, as its events tell; `interrupted` where nobody is there to go on. */
export type Progress = Closing["kind"] | "running" | "interrupted";

/** @param events all that is known of a release's deployment */
export async function progressOf(
  session: Session,
  release: number,
  events: readonly DeploymentEvent[],
): Promise<Progress> {
  return closingOf(events)?.kind ?? (isOf(await leaseHolder(session), release) ? "running" : "interrupted");
}

/**
 * A deployment's events from its beginning, as they come, until it has ended, nobody is there to end it, or the signal is
 * aborted. It may run on any machine.
 * @param show given the next ones, in order
 */
export async function followDeployment(
  session: Session,
  release: number,
  signal: AbortSignal,
  show: (events: readonly DeploymentEvent[]) => void,
): Promise<Progress> {
  const { target, stage } = session;
  for (let after = 0; ;) {
    // Asked first: what it wrote before it went is read below.
    const held = isOf(await leaseHolder(session), release);
    const { events, last } = await readEvents(target, { stage, release }, after);
    after = last;
    if (events.length > 0) show(events);
    const closing = closingOf(events);
    if (closing !== null) return closing.kind;
    if (!held) return "interrupted";
    if (signal.aborted) return "running";
    await pause(signal);
  }
}

/**
 * The release to follow: the newest, or where somebody holds the stage, the one that he makes; it is waited for. He may
 * also do something else, and then it is the newest.
 * @returns undefined where nothing was deployed
 */
export async function releaseToFollow(session: Session, signal: AbortSignal): Promise<number | undefined> {
  const { target, stage } = session;
  for (;;) {
    // Asked first: what he wrote before he went is read below.
    const who = await leaseHolder(session);
    const [newest] = await releaseIds(target, stage);
    if (who === null || signal.aborted || (newest !== undefined && isOf(who, newest))) return newest;
    await pause(signal);
  }
}

/** Who has the stage and is not known to be gone; null where that is nobody. */
async function leaseHolder({ target, stage }: Session): Promise<StoredLease | null> {
  const stored = await readLease(target, stage);
  if (stored === null || stored.lease === null) return stored;
  return presenceOf(stored.lease.place, processIdentity(), processStartTime) === "gone" ? null : stored;
}

/** Whether a release can be a holder's: it is called by the second at which it was written down, by his clock. */
function isOf(stored: StoredLease | null, release: number): boolean {
  if (stored === null) return false;
  return stored.lease === null || Math.floor(stored.lease.startedAt / 1000) <= release;
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
}
