import { ownerName, type Lease } from "../../model/release/lease";
import { duration } from "./duration";

/** Who holds a stage, since when, and whether he was heard of. */
export function describeLease(lease: Lease, now: number): readonly string[] {
  const { command, who, run, reason, startedAt, renewedAt, cancel } = lease;
  return [
    `  ${command}, by ${who} on ${ownerName(lease)}`,
    `  since ${duration(now - startedAt)}, last heard of ${duration(Math.max(0, now - renewedAt))} ago`,
    ...(run === null ? [] : [`  ${run}`]),
    ...(reason === null ? [] : [`  why: ${reason}`]),
    ...(cancel === null ? [] : [`  asked to stop by ${cancel.by}`]),
  ];
}
