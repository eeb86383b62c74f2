import type { Lease } from "../../model/lock/lease";
import { ownerName } from "../../model/lock/leaseOwner";
import { duration } from "./duration";

/** The holder of a lease, its run, and when it last renewed the lease. @param now Unix ms */
export function describeLease(lease: Lease, now: number): readonly string[] {
  const { command, who, run, reason, startedAt, renewedAt, cancel } = lease;
  return [
    `  ${command}, by ${who} on ${ownerName(lease)}`,
    `  since ${duration(now - startedAt)}, last renewed ${duration(Math.max(0, now - renewedAt))} ago`,
    ...(run === null ? [] : [`  ${run}`]),
    ...(reason === null ? [] : [`  reason: ${reason}`]),
    ...(cancel === null ? [] : [`  cancellation requested by ${cancel.by}`]),
  ];
}
