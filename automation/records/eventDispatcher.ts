import type { Milestone } from "../aws/eventBridge";
import { Deadline } from "../deadline";

/** Sends milestones. */
type Notify = (milestones: readonly Milestone[], signal: AbortSignal) => Promise<void>;

/** Listeners of a deployment. */
export interface Listeners {
  /** Notifies programs (EventBridge). */
  readonly announce: Notify;
  /** Notifies people (SNS, Slack). */
  readonly notify: Notify;
}

/** The warning where a notification fails. */
const FAILED = {
  announce: "The notification of EventBridge failed",
  notify: "A notification failed",
} as const satisfies Record<keyof Listeners, string>;

/** Notifies the listeners side by side. A slow one delays neither the others nor the deployment, and is abandoned. */
export class EventDispatcher {
  readonly #listeners: Listeners;
  readonly #limit: number;
  readonly #giveUp: AbortSignal;
  readonly #fail: (what: string, error: unknown) => void;
  readonly #telling = new Set<Promise<void>>();
  #milestones: Milestone[] = [];

  /**
   * @param limit time limit for a listener, in ms
   * @param giveUp cancels pending notifications
   * @param fail called for each failed notification
   */
  constructor(listeners: Listeners, limit: number, giveUp: AbortSignal, fail: (what: string, error: unknown) => void) {
    this.#listeners = listeners;
    this.#limit = limit;
    this.#giveUp = giveUp;
    this.#fail = fail;
  }

  /** Queues a milestone for the next dispatch. */
  add(milestone: Milestone): void {
    this.#milestones.push(milestone);
  }

  /** Dispatches the queued milestones without waiting. A failed notification is not repeated: part of it may have arrived. */
  tell(): void {
    const milestones = this.#milestones;
    if (milestones.length === 0) return;
    this.#milestones = [];
    for (const who of ["announce", "notify"] as const) {
      const telling = this.#tellOne(who, milestones).finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
  }

  /** Resolves when all notifications were delivered or abandoned. */
  async settled(): Promise<void> {
    await Promise.all(this.#telling);
  }

  async #tellOne(who: keyof Listeners, milestones: readonly Milestone[]): Promise<void> {
    try {
      await new Deadline(this.#limit, this.#giveUp).run((signal) => this.#listeners[who](milestones, signal));
    } catch (error) {
      this.#fail(FAILED[who], error);
    }
  }
}
