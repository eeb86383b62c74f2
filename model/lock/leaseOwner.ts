import type { Lease, ProcessIdentity } from "./lease";

/** Whether a process still runs; `unknown` if it ran on another machine or in another container. */
export type Presence = "there" | "gone" | "unknown";

/** @param startedOf start of a process on this machine; null if no process has the pid, undefined if it is unknown */
export function presenceOf(
  place: ProcessIdentity,
  here: ProcessIdentity,
  startedOf: (pid: number) => string | null | undefined,
): Presence {
  if (place.boot === null || place.boot !== here.boot || place.host !== here.host) return "unknown";
  const started = startedOf(place.pid);
  if (started === undefined || place.started === null) return "unknown";
  return started !== null && started === place.started ? "there" : "gone";
}

/** Name of a lease owner, as `cancel --force` expects it: `host:pid`. */
export function ownerName({ place }: Pick<Lease, "place">): string {
  return `${place.host}:${String(place.pid)}`;
}
