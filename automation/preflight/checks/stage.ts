import { DeployError } from "../../../model/errors";
import { presenceOf } from "../../../model/lock/leaseOwner";
import { unfinishedRestore } from "../../../model/release/unfinishedRestore";
import { restoreUnfinished } from "../../deployment/preconditions/unfinishedRestore";
import { summarizeState } from "../../engine/state/stateSummary";
import { assertNotFrozen } from "../../lock/freeze";
import { leaseHeld } from "../../lock/lease";
import { processIdentity, processStartTime } from "../../processIdentity";
import { requireRecordedState } from "../../state/recordedState";
import { count } from "../../ui/duration";
import { describeOutsideRun } from "../../ui/outsideRun";
import { BOUNDARY_CHECK } from "./boundary";
import { ALWAYS, DOCTOR, NOT_RESTORE, type StageCheck } from "../check";
import { found, foundError, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

/** The account's buckets, and what they say about the stage. */
export const STATE_CHECKS: readonly StageCheck[] = [
  { id: "foundation", on: "stage", purposes: ALWAYS, run: foundation },
  { ...BOUNDARY_CHECK, run: inBuckets(BOUNDARY_CHECK.run) },
  // Where nothing changes, the state has the version that its record names.
  { id: "state", on: "stage", purposes: ALWAYS, ofChanges: true, run: inBuckets(state) },
  { id: "freeze", on: "stage", purposes: ALWAYS, ifLocks: true, run: inBuckets(freeze) },
  { id: "lock", on: "stage", purposes: ALWAYS, ifLocks: true, run: inBuckets(lock) },
  { id: "restore", on: "stage", purposes: NOT_RESTORE, ifLocks: true, run: inBuckets(restore) },
  { id: "drift", on: "stage", purposes: DOCTOR, run: inBuckets(drift) },
];

async function foundation({ readings }: Subject): Promise<CheckResult> {
  await readings.bootstrapped();
  return passed("both exist");
}

/** A check of what `bootstrap` creates with the buckets, or keeps in them. Without them, only their own check has a finding. */
function inBuckets(run: StageCheck["run"]): StageCheck["run"] {
  return async (subject) => {
    const [exists, result] = await Promise.allSettled([subject.readings.bootstrapped(), run(subject)]);
    if (
      exists.status === "rejected" &&
      exists.reason instanceof DeployError &&
      exists.reason.code === "NOT_BOOTSTRAPPED"
    )
      return notAvailable("the account is not bootstrapped");
    if (result.status === "rejected") throw result.reason;
    return result.value;
  };
}

async function state({ context, session, readings }: Subject): Promise<CheckResult> {
  const read = await readings.state();
  if (read === "unreadable") return passed("Pulumi reads it");
  await requireRecordedState(context, session, read);
  const { resources, pending } = summarizeState(read);
  if (pending.length === 0) return passed(resources === 0 ? "nothing is deployed" : `${count(resources, "resource")}`);
  const names = pending.slice(0, 3).map(({ operation, urn }) => `${operation} ${urn.split("::").at(-1) ?? urn}`);
  const more = pending.length > names.length ? `, and ${String(pending.length - names.length)} more` : "";
  return found(
    "PENDING_OPERATIONS",
    `A run was interrupted; pending: ${names.join(", ")}${more}.`,
    `The next deployment recovers them: \`bin/deploy up ${session.stage.name}\`.`,
  );
}

async function freeze({ context, session, overrides }: Subject): Promise<CheckResult> {
  await assertNotFrozen(context, session, overrides);
  return passed(overrides.includes("freeze") ? "overridden" : "not frozen");
}

async function lock({ session }: Subject): Promise<CheckResult> {
  const { readLease } = await import("../../aws/buckets/lease");
  const stored = await readLease(session.target, session.stage);
  if (stored === null) return passed("free");
  const { lease } = stored;
  if (lease !== null && presenceOf(lease.place, processIdentity(), processStartTime) === "gone")
    return passed("its process has exited: the next deployment takes it over");
  return foundError(leaseHeld(session.stage.name, lease), "LEASE_HELD");
}

async function restore({ session, readings }: Subject): Promise<CheckResult> {
  const unfinished = unfinishedRestore(await readings.records());
  return unfinished === null
    ? passed("none is unfinished")
    : foundError(restoreUnfinished(session.stage.name, unfinished), "RESTORE_UNFINISHED");
}

async function drift({ context, session, readings }: Subject): Promise<CheckResult> {
  const { outsideRunsSince } = await import("../../state/outsideChanges");
  const records = await readings.records().catch(() => null);
  if (records === null) return notAvailable("the records of the stage could not be read");
  const runs = await outsideRunsSince(context.wiring.root, session, records);
  if (runs.length === 0) return passed("no run of the Pulumi CLI since the last deployment");
  return found("CHANGED_OUTSIDE", `Changed by ${runs.map(describeOutsideRun).join(", ")}.`);
}
