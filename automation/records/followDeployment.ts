import { setTimeout as sleep } from "node:timers/promises";
import { closingEventOf, type ClosingEvent, type DeploymentEvent } from "../../model/release/event";
import { presenceOf } from "../../model/lock/leaseOwner";
import { readEvents } from "../aws/buckets/deploymentEvents";
import { readLease, type StoredLease } from "../aws/buckets/lease";
import { releaseIds } from "../aws/buckets/releases";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";

const POLL_INTERVAL_MS = 1_000;

/** Progress of a deployment by its events; `interrupted`: its process is gone. */
export type Progress = ClosingEvent["kind"] | "running" | "interrupted";

/** @param events all events of a release's deployment */
export async function progressOf(
  session: Session,
  release: number,
  events: readonly DeploymentEvent[],
): Promise<Progress> {
  return closingEventOf(events)?.kind ?? (isOf(await leaseHolder(session), release) ? "running" : "interrupted");
}

/**
 * Follows a deployment's events from its beginning until it ends, is interrupted, or the signal is aborted. It may run on
 * any machine.
 * @param show called with the next events, in order
 */
export async function followDeployment(
  session: Session,
  release: number,
  signal: AbortSignal,
  show: (events: readonly DeploymentEvent[]) => void,
): Promise<Progress> {
  const { target, stage } = session;
  for (let after = 0; ;) {
    // Read first: events written before its end are read below.
    const held = isOf(await leaseHolder(session), release);
    const { events, last } = await readEvents(target, { stage, release }, after);
    after = last;
    if (events.length > 0) show(events);
    const closing = closingEventOf(events);
    if (closing !== null) return closing.kind;
    if (!held) return "interrupted";
    if (signal.aborted) return "running";
    await pause(signal);
  }
}

/**
 * The release to follow: the newest; where the stage is locked, the one that the owner deploys, which is awaited. If the
 * owner does something else, the newest.
 * @returns undefined if there is no deployment
 */
export async function releaseToFollow(session: Session, signal: AbortSignal): Promise<number | undefined> {
  const { target, stage } = session;
  for (;;) {
    // Read first: a release recorded before the lease ends is found below.
    const who = await leaseHolder(session);
    const [newest] = await releaseIds(target, stage);
    if (who === null || signal.aborted || (newest !== undefined && isOf(who, newest))) return newest;
    await pause(signal);
  }
}

/** The lease of a process that may be alive; null: none. */
async function leaseHolder({ target, stage }: Session): Promise<StoredLease | null> {
  const stored = await readLease(target, stage);
  if (stored === null || stored.lease === null) return stored;
  return presenceOf(stored.lease.place, processIdentity(), processStartTime) === "gone" ? null : stored;
}

/** Whether a release can be the holder's: its id is the second of its record, by the holder's clock. */
function isOf(stored: StoredLease | null, release: number): boolean {
  if (stored === null) return false;
  return stored.lease === null || Math.floor(stored.lease.startedAt / 1000) <= release;
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
}
