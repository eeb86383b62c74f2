import { setTimeout as sleep } from "node:timers/promises";
import { RETRY_MODE } from "../../../model/limits/requestSettings";
import { operationSteps, readSteps } from "../../../model/simulation/operationSteps";
import { perform, randomNumbers, type Caller } from "../../../model/simulation/perform";
import { ControlPlanes } from "../../../model/simulation/tokenBucket";
import type { Operation } from "../aws/faults";
import type { Properties, Value } from "../values/values";
import { isRecord } from "../values/values";

/** Time of this machine, in ms. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const MACHINE_CLOCK: Clock = { now: () => performance.now(), sleep };
const ROLE = "aws:iam/role:Role";

/**
 * Makes each operation take as long as on AWS, by the model of its rates (`model/simulation/`), on a faster clock: the calls of the
 * official provider, throttled and retried. The operation's own calls follow, to the emulator.
 */
export class EmulatedRates {
  readonly #scale: number;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #caller: Caller;
  /** When a role was created, by its ARN. ms of AWS */
  readonly #roles = new Map<string, number>();

  /** @param scale seconds of AWS in a second of this machine */
  constructor(scale: number, clock = MACHINE_CLOCK) {
    this.#scale = scale;
    this.#clock = clock;
    this.#start = clock.now();
    this.#caller = {
      planes: new ControlPlanes(),
      retries: RETRY_MODE,
      now: () => this.now,
      random: randomNumbers(1),
      limits: new Map(),
    };
  }

  /** ms of AWS since the start. */
  get now(): number {
    return (this.#clock.now() - this.#start) * this.#scale;
  }

  /** Waits as long as the provider and AWS would take. */
  async take(type: string, verb: Operation["verb"], inputs: Properties): Promise<void> {
    const steps = verb === "read" ? readSteps(type) : operationSteps(type, verb, inputs);
    for (const pause of perform(steps, this.#caller, this.#roleAt(inputs)))
      await this.#clock.sleep(pause.ms / this.#scale);
  }

  /** A role is known to all of AWS a while after it was created. */
  created(type: string, state: Properties): void {
    if (type === ROLE && typeof state["arn"] === "string") this.#roles.set(state["arn"], this.now);
  }

  #roleAt({ role, target }: Properties): number | null {
    const arn: Value | undefined = isRecord(target) ? target["roleArn"] : role;
    return typeof arn === "string" ? (this.#roles.get(arn) ?? null) : null;
  }
}
