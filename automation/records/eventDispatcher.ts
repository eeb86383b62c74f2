import type { Milestone } from "../aws/eventBridge";
import { Deadline } from "../deadline";

/** Tells some milestones. */
type Notify = (milestones: readonly Milestone[], signal: AbortSignal) => Promise<void>;

/** Who hears of a deployment. */
export interface Listeners {
  /** Tells programs. */
  readonly announce: Notify;
  /** Tells people. */
  readonly notify: Notify;
}

/** What is said where one is not told. */
const FAILED = {
  announce: "EventBridge is not told of this deployment",
  notify: "Not everybody is told of this deployment",
} as const satisfies Record<keyof Listeners, string>;

/** Tells whoever listens. One who is slow holds up neither the others nor what comes next, and is given up. */
export class EventDispatcher {
  readonly #listeners: Listeners;
  readonly #limit: number;
  readonly #giveUp: AbortSignal;
  readonly #fail: (what: string, error: unknown) => void;
  readonly #telling = new Set<Promise<void>>();
  #milestones: Milestone[] = [];

  /**
   * @param limit how long one may take to answer, in ms
   * @param giveUp ends whatever is being told
   * @param fail told of each listener that was not told, and why
   */
  constructor(listeners: Listeners, limit: number, giveUp: AbortSignal, fail: (what: string, error: unknown) => void) {
    this.#listeners = listeners;
    this.#limit = limit;
    this.#giveUp = giveUp;
    this.#fail = fail;
  }

  /** To be told with the next. */
  add(milestone: Milestone): void {
    this.#milestones.push(milestone);
  }

  /** Tells what has come, and does not wait. What was refused is not told again: who listens may have heard some of it. */
  tell(): void {
    const milestones = this.#milestones;
    if (milestones.length === 0) return;
    this.#milestones = [];
    for (const who of ["announce", "notify"] as const) {
      const telling = this.#tellOne(who, milestones).finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
  }

  /** All have heard what they were told, or were given up. */
  async heard(): Promise<void> {
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
