import { randomBytes } from "node:crypto";
import { DeployError } from "../../model/errors";
import { HEARTBEAT, ownerName, presenceOf, type Lease } from "../../model/release/lease";
import { deleteLease, readLease, writeLease, type StoredLease } from "../aws/buckets/lease";
import type { Context } from "../commands/command";
import { ENGINE_PROCESS, type EngineProcess } from "../engine/run/engineProcess";
import { ciRun } from "../ciRun";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import { describeLease } from "../ui/lease";
import { assertNotFrozen } from "./freeze";

/** What a lease is taken for. */
export interface LeaseRequest {
  /** `up dev`. */
  readonly command: string;
  /** ARN of the caller. */
  readonly who: string;
  readonly reason: string | null;
  /** Told what a person should know: a lease taken over, a wish to stop. */
  readonly note: (line: string) => void;
  readonly engine: EngineProcess;
}

/** Why a holder must stop. */
export type LeaseEnd =
  | { readonly kind: "lost" }
  /** Somebody asked, from another terminal. */
  | { readonly kind: "cancelled"; readonly by: string };

/** A stage that is ours until it is given back. */
export interface HeldLease {
  readonly token: string;
  /** Aborted when the stage is not ours any more, or somebody wants us to stop; its reason is a `LeaseEnd`. */
  readonly signal: AbortSignal;
  /** Why it was aborted; null while it was not. */
  readonly end: LeaseEnd | null;
  /** Asked before anything is changed. @throws DeployError LEASE_LOST, CANCELLED */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the stage for one deployment. What a process left that is provably gone is taken over; a silent one of another
 * machine may be asleep, and is not.
 * @throws DeployError LEASE_HELD with who holds it, since when, and how to go on
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
    // Given back between the two questions.
    if (other === null) continue;
    // The answer to the first question got lost, and it was asked again.
    if (other.lease?.token === lease.token) return new RenewedLease(session, request, { lease, etag: other.etag });
    if (other.lease === null || presenceOf(other.lease.place, lease.place, processStartTime) !== "gone")
      throw leaseHeld(stage.name, other.lease);
    request.note(`Process ${String(other.lease.place.pid)} of this machine held ${stage.name} and is gone: taken over`);
    const taken = await writeLease(target, stage, lease, other);
    if (taken !== null) return new RenewedLease(session, request, { lease, etag: taken });
  }
}

function leaseHeld(stage: string, lease: Lease | null): DeployError {
  const force = lease === null ? "unreadable" : ownerName(lease);
  return new DeployError(
    "LEASE_HELD",
    `Somebody else holds ${stage}. Nothing was changed.\n${lease === null ? "  What lies there was not written by this program." : describeLease(lease, Date.now()).join("\n")}`,
    `Wait for it, or ask it to stop: \`bin/deploy cancel ${stage}\`. If it is dead, break its lease by name: \`bin/deploy cancel ${stage} --force ${force}\`.`,
  );
}

class RenewedLease implements HeldLease {
  readonly #session: Session;
  readonly #request: LeaseRequest;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #stored: StoredLease & { readonly lease: Lease };
  /** When the bucket last said that it is ours: by a clock that nobody sets, and by one that runs while we sleep. */
  #confirmed = { steady: performance.now(), wall: Date.now() };
  #renewing: Promise<void> | null = null;
  #end: LeaseEnd | null = null;

  constructor(session: Session, request: LeaseRequest, stored: StoredLease & { readonly lease: Lease }) {
    this.#session = session;
    this.#request = request;
    this.#stored = stored;
    this.#timer = setInterval(() => {
      // The bucket may be out of reach for a moment: the lease is ours until somebody takes it.
      this.#renew().catch(() => undefined);
    }, HEARTBEAT);
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
    if (this.#end === null && this.#silence() > HEARTBEAT) await this.#renew();
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
      // Somebody has written a wish into it, or broken it, since it was renewed.
      const found = await readLease(target, stage);
      own = found?.lease?.token === this.token ? found : null;
    }
  }

  /** Awake again: somebody may have broken the lease meanwhile. */
  readonly #wake = (): void => {
    this.#renew().catch(() => undefined);
  };

  /** Ctrl-Z: an engine that slept would go on where it was, whoever has the stage by then. */
  readonly #stayAwake = (): void => {
    this.#request.engine.keepAwake();
    this.#request.note("This does not sleep while it holds a stage. Ctrl-C stops it.");
  };

  /** How long nothing was heard of the bucket. ms */
  #silence(): number {
    const { steady, wall } = this.#confirmed;
    return Math.max(performance.now() - steady, Date.now() - wall);
  }

  #renew(): Promise<void> {
    if (this.#renewing === null) {
      // It missed a beat: it slept, and its engine does nothing before it is known whose the stage is.
      const slept = this.#silence() > 2 * HEARTBEAT;
      if (slept) this.#request.engine.halt();
      this.#renewing = this.#renewOnce().finally(() => {
        this.#renewing = null;
        if (slept) this.#request.engine.goOn();
      });
    }
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const { target, stage } = this.#session;
    const asked = { steady: performance.now(), wall: Date.now() };
    const renewed = { ...this.#stored.lease, renewedAt: asked.wall };
    const etag = await writeLease(target, stage, renewed, this.#stored);
    if (etag !== null) {
      this.#stored = { lease: renewed, etag };
      this.#confirmed = asked;
      return;
    }
    const found = await readLease(target, stage);
    if (found?.lease?.token !== this.token) {
      this.#stop({ kind: "lost" });
      return;
    }
    // Ours still: somebody has written a wish into it.
    this.#stored = { lease: found.lease, etag: found.etag };
    this.#confirmed = asked;
    const { cancel } = found.lease;
    if (cancel === null) return;
    this.#request.note(`${cancel.by} wants this to stop${cancel.how === "kill" ? " at once" : ""}`);
    this.#stop({ kind: "cancelled", by: cancel.by });
    if (cancel.how === "kill") this.#request.engine.kill();
  }

  #stop(end: LeaseEnd): void {
    this.#end ??= end;
    // Whoever broke the lease may be at work: what is in flight here is not waited for.
    if (end.kind === "lost") this.#request.engine.kill();
    this.#controller.abort(end);
  }
}

function leaseEndError(end: LeaseEnd, stage: string): DeployError {
  switch (end.kind) {
    case "lost":
      return new DeployError(
        "LEASE_LOST",
        `Somebody broke this deployment's lease of ${stage} and may be changing it: nothing more is changed from here.`,
        `See what is going on: \`bin/deploy status ${stage}\`.`,
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
 * Holds a stage, which must not be frozen, while something is done to it.
 * @param command for those who ask who holds it: `destroy dev`
 * @param work is given a context whose signal is also aborted when the stage is not ours any more
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
