import { randomBytes } from "node:crypto";
import { DeployError } from "../../model/errors";
import { LEASE_RENEWAL_MS, type Lease } from "../../model/lock/lease";
import { ownerName, presenceOf } from "../../model/lock/leaseOwner";
import { deleteLease, readLease, writeLease, type StoredLease } from "../aws/buckets/lease";
import type { Context } from "../commands/command";
import { ENGINE_PROCESS, type EngineProcess } from "../engine/run/engineProcess";
import { ciRun } from "../ciRun";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import { describeLease } from "../ui/lease";
import { assertNotFrozen } from "./freeze";

/** The purpose of a lease. */
export interface LeaseRequest {
  /** `up dev`. */
  readonly command: string;
  /** ARN of the caller. */
  readonly who: string;
  readonly reason: string | null;
  /** Prints a notice: a lease that was taken over, a request to stop. */
  readonly note: (line: string) => void;
  readonly engine: EngineProcess;
}

/** Why the holder must stop. */
type LeaseEnd =
  | { readonly kind: "lost" }
  /** `cancel` was called from another terminal. */
  | { readonly kind: "cancelled"; readonly by: string };

/** A locked stage. */
export interface HeldLease {
  readonly token: string;
  /** Aborted when the lease is lost or the deployment is cancelled; its reason is a `LeaseEnd`. */
  readonly signal: AbortSignal;
  /** Why the signal was aborted; null while it is not. */
  readonly end: LeaseEnd | null;
  /** Call before each change. @throws DeployError LEASE_LOST, CANCELLED */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Locks the stage for one deployment. The lease of a process that is provably gone is taken over; one of another machine,
 * which may be asleep, is not.
 * @throws DeployError LEASE_HELD with the owner, the start time and the next command
 */
export async function takeLease(session: Session, request: LeaseRequest): Promise<HeldLease> {
  const now = Date.now();
  const lease: Lease = {
    schema: 1,
    token: randomBytes(16).toString("hex"),
    command: request.command,
    who: request.who,
    place: processIdentity(),
    run: ciRun(),
    reason: request.reason,
    startedAt: now,
    renewedAt: now,
    cancel: null,
  };
  const { target, stage } = session;
  for (;;) {
    const etag = await writeLease(target, stage, lease, null);
    if (etag !== null) return new RenewedLease(session, request, { lease, etag });
    const other = await readLease(target, stage);
    // Released between the two requests.
    if (other === null) continue;
    // The first request succeeded, its answer was lost, and the SDK retried it.
    if (other.lease?.token === lease.token) return new RenewedLease(session, request, { lease, etag: other.etag });
    if (other.lease === null || presenceOf(other.lease.place, lease.place, processStartTime) !== "gone")
      throw leaseHeld(stage.name, other.lease);
    request.note(
      `Process ${String(other.lease.place.pid)} of this machine held ${stage.name} and has exited: its lease was taken over`,
    );
    const taken = await writeLease(target, stage, lease, other);
    if (taken !== null) return new RenewedLease(session, request, { lease, etag: taken });
  }
}

/** The error for a stage that another deployment holds. @param lease null: it is unreadable */
export function leaseHeld(stage: string, lease: Lease | null): DeployError {
  const force = lease === null ? "unreadable" : ownerName(lease);
  return new DeployError(
    "LEASE_HELD",
    `${stage} is locked by another deployment. Nothing was changed.\n${lease === null ? "  The lease is unreadable: it was not written by this program." : describeLease(lease, Date.now()).join("\n")}`,
    `Wait, or cancel it: \`bin/deploy cancel ${stage}\`. If its process is gone, break its lease: \`bin/deploy cancel ${stage} --force ${force}\`.`,
  );
}

class RenewedLease implements HeldLease {
  readonly #session: Session;
  readonly #request: LeaseRequest;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #stored: StoredLease & { readonly lease: Lease };
  /** Last confirmation by the bucket: by a monotonic clock, and by one that runs while the machine sleeps. */
  #confirmed = { steady: performance.now(), wall: Date.now() };
  #renewing: Promise<void> | null = null;
  #end: LeaseEnd | null = null;

  constructor(session: Session, request: LeaseRequest, stored: StoredLease & { readonly lease: Lease }) {
    this.#session = session;
    this.#request = request;
    this.#stored = stored;
    this.#timer = setInterval(() => {
      // The bucket may be unreachable for a moment: the lease is valid until it is taken.
      this.#renew().catch(() => undefined);
    }, LEASE_RENEWAL_MS);
    this.#timer.unref();
    process.on("SIGCONT", this.#wake);
    process.on("SIGTSTP", this.#stayAwake);
  }

  get token(): string {
    return this.#stored.lease.token;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get end(): LeaseEnd | null {
    return this.#end;
  }

  async confirm(): Promise<void> {
    if (this.#end === null && this.#silence() > LEASE_RENEWAL_MS) await this.#renew();
    if (this.#end !== null) throw leaseEndError(this.#end, this.#session.stage.name);
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    process.off("SIGCONT", this.#wake);
    process.off("SIGTSTP", this.#stayAwake);
    await this.#renewing?.catch(() => undefined);
    const { target, stage } = this.#session;
    let own: StoredLease | null = this.#end?.kind === "lost" ? null : this.#stored;
    while (own !== null && !(await deleteLease(target, stage, own))) {
      // A cancellation was written into it, or it was broken, since its renewal.
      const found = await readLease(target, stage);
      own = found?.lease?.token === this.token ? found : null;
    }
  }

  /** After sleep: the lease may have been broken. */
  readonly #wake = (): void => {
    this.#renew().catch(() => undefined);
  };

  /** Ctrl-Z: a suspended engine would continue on resume, even if the lease is lost by then. */
  readonly #stayAwake = (): void => {
    this.#request.engine.resumeAll();
    this.#request.note("A deployment cannot be suspended while it holds the lease. Ctrl-C cancels it.");
  };

  /** Time since the last confirmation. ms */
  #silence(): number {
    const { steady, wall } = this.#confirmed;
    return Math.max(performance.now() - steady, Date.now() - wall);
  }

  #renew(): Promise<void> {
    if (this.#renewing === null) {
      // A renewal was missed: the machine slept. The engine is halted until the lease is confirmed.
      const slept = this.#silence() > 2 * LEASE_RENEWAL_MS;
      if (slept) this.#request.engine.suspend();
      this.#renewing = this.#renewOnce().finally(() => {
        this.#renewing = null;
        if (slept) this.#request.engine.resume();
      });
    }
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const { target, stage } = this.#session;
    const now = { steady: performance.now(), wall: Date.now() };
    const renewed = { ...this.#stored.lease, renewedAt: now.wall };
    const etag = await writeLease(target, stage, renewed, this.#stored);
    if (etag !== null) {
      this.#stored = { lease: renewed, etag };
      this.#confirmed = now;
      return;
    }
    const found = await readLease(target, stage);
    if (found?.lease?.token !== this.token) {
      this.#stop({ kind: "lost" });
      return;
    }
    // The lease is still held: a cancellation was written into it.
    this.#stored = { lease: found.lease, etag: found.etag };
    this.#confirmed = now;
    const { cancel } = found.lease;
    if (cancel === null) return;
    this.#request.note(`${cancel.by} cancelled this deployment${cancel.how === "kill" ? " at once" : ""}`);
    this.#stop({ kind: "cancelled", by: cancel.by });
    if (cancel.how === "kill") this.#request.engine.kill();
  }

  #stop(end: LeaseEnd): void {
    this.#end ??= end;
    // Another deployment may be running: operations in flight are not awaited.
    if (end.kind === "lost") this.#request.engine.kill();
    this.#controller.abort(end);
  }
}

function leaseEndError(end: LeaseEnd, stage: string): DeployError {
  switch (end.kind) {
    case "lost":
      return new DeployError(
        "LEASE_LOST",
        `The lease of ${stage} was broken, and another deployment may be running: this one changes nothing more.`,
        `See the status: \`bin/deploy status ${stage}\`.`,
      );
    case "cancelled":
      return new DeployError(
        "CANCELLED",
        `Cancelled by ${end.by} between two steps: nothing is in flight.`,
        `Continue with the same command, or see \`bin/deploy status ${stage}\`.`,
      );
  }
}

/**
 * Runs work with the lease of a stage, which must not be frozen.
 * @param command shown to others as the lease's owner: `destroy dev`
 * @param work gets a context whose signal is also aborted when the lease is lost
 */
export async function withLease<T>(
  context: Context,
  session: Session,
  { command, who }: Pick<LeaseRequest, "command" | "who">,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const note = context.terminal.warn;
  await assertNotFrozen(context, session, null);
  const lease = await takeLease(session, { command, who, reason: null, note, engine: ENGINE_PROCESS });
  try {
    return await work({ ...context, signal: AbortSignal.any([context.signal, lease.signal]) });
  } finally {
    await lease.release();
  }
}
