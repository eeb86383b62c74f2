import { DeployError } from "../../model/errors";
import type { Lease } from "../../model/lock/lease";
import { ownerName, presenceOf } from "../../model/lock/leaseOwner";
import { deleteLease, readLease, writeLease, type StoredLease } from "../aws/buckets/lease";
import type { Context } from "../commands/command";
import { killProcessTree } from "../engine/run/engineProcess";
import { openStageEngine } from "../engine/stageEngine";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import { describeLease } from "../ui/lease";

export type CancelOutcome =
  | { readonly kind: "idle" | "stopped" | "cleared"; readonly lines: readonly string[] }
  | { readonly kind: "running"; readonly lines: readonly string[]; readonly owner: string };

/** Time for the owner to stop. ms */
const STOP_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 500;

/** Asks the running deployment to stop; asked a second time, to stop at once. Clears the lease of an exited process. */
export async function cancelDeployment(context: Context, session: Session, who: string): Promise<CancelOutcome> {
  const { target, stage } = session;
  const stored = await readLease(target, stage);
  if (stored === null) return { kind: "idle", lines: [`No deployment of ${stage.name} is running.`] };
  const { lease } = stored;
  if (lease === null) throw unreadableLease(stage.name);
  if (presenceOf(lease.place, processIdentity(), processStartTime) === "gone")
    return clearLease(context, session, stored);
  const how = lease.cancel === null ? "finish" : "kill";
  const etag = await writeLease(target, stage, { ...lease, cancel: { by: who, how } }, stored);
  // Renewed or released meanwhile: read it again.
  if (etag === null) return cancelDeployment(context, session, who);
  context.terminal.note(
    how === "finish"
      ? `Asked to stop after the operations in flight:\n${describeLease(lease, Date.now()).join("\n")}`
      : "Asked again: to stop at once",
  );
  return waitUntilStopped(context, session, lease);
}

async function waitUntilStopped({ signal }: Context, { target, stage }: Session, lease: Lease): Promise<CancelOutcome> {
  const until = Date.now() + STOP_TIMEOUT_MS;
  for (;;) {
    const now = await readLease(target, stage);
    if (now?.lease?.token !== lease.token) {
      const next = `\`bin/deploy status ${stage.name}\` shows how to continue or roll back.`;
      return { kind: "stopped", lines: [`The deployment has stopped. ${next}`] };
    }
    if (Date.now() > until || signal.aborted)
      return { kind: "running", lines: describeLease(now.lease, Date.now()), owner: ownerName(lease) };
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** Breaks an owner's lease by name. The owner may run on another machine, and notices at its next renewal. */
export async function breakLease(context: Context, session: Session, owner: string): Promise<CancelOutcome> {
  const { target, stage } = session;
  const stored = await readLease(target, stage);
  if (stored === null) return { kind: "idle", lines: [`No deployment of ${stage.name} is running.`] };
  const name = stored.lease === null ? "unreadable" : ownerName(stored.lease);
  if (owner !== name) {
    throw new DeployError(
      "LEASE_HELD",
      `${stage.name} is held by ${name}, not by ${owner}. Nothing was changed.`,
      `Name the owner that is shown: \`bin/deploy cancel ${stage.name} --force ${name}\`.`,
    );
  }
  return clearLease(context, session, stored);
}

/** Deletes the lease and the engine's lock. An owner process on this machine is killed: it could wake and continue. */
async function clearLease(context: Context, session: Session, stored: StoredLease): Promise<CancelOutcome> {
  const { target, stage } = session;
  if (stored.lease !== null && presenceOf(stored.lease.place, processIdentity(), processStartTime) === "there")
    killProcessTree(stored.lease.place.pid);
  if (!(await deleteLease(target, stage, stored))) {
    throw new DeployError(
      "LEASE_HELD",
      `The lease of ${stage.name} changed meanwhile. Nothing was cleared.`,
      `Check again: \`bin/deploy status ${stage.name}\`.`,
    );
  }
  const engine = await openStageEngine(context, session, "read");
  try {
    await engine.unlock();
  } finally {
    await engine.close();
  }
  const owner = stored.lease === null ? "an unreadable lease" : `the lease of ${ownerName(stored.lease)}`;
  return {
    kind: "cleared",
    lines: [
      `Cleared ${owner}. \`bin/deploy status ${stage.name}\` shows what is left; \`bin/deploy up ${stage.name}\` finishes it.`,
    ],
  };
}

function unreadableLease(stage: string): DeployError {
  return new DeployError(
    "LEASE_HELD",
    `The lease of ${stage} is unreadable: it was not written by this program.`,
    `If no deployment is running: \`bin/deploy cancel ${stage} --force unreadable\`.`,
  );
}
