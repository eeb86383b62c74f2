import type { ApiServiceId } from "../limits/apiRates";
import type { RetryMode } from "../limits/requestSettings";
import type { Operation } from "../release/event";
import type { PhaseId } from "../phases";
import { perform, randomNumbers, type Answer, type Caller, type PauseCause } from "./perform";
import type { Step } from "./step";
import { Timeline } from "./timeline";
import { ControlPlanes } from "./tokenBucket";

/** An operation of a deployment that is simulated. */
export interface PlannedOperation {
  readonly name: string;
  readonly type: string;
  readonly phase: PhaseId | null;
  /** `same`: the engine compares it, and calls nothing. */
  readonly operation: Operation | "same";
  readonly steps: readonly Step[];
  /** Names of operations that must be done first. */
  readonly after: readonly string[];
  /** Groups run one after the other, with a gate after each: phases. */
  readonly group: number;
}

export interface SimulationSettings {
  /** Operations that the engine runs at once. */
  readonly parallel: number;
  readonly retries: RetryMode;
  /** What the driver does after a group: lanes run side by side. @default no gates */
  readonly gates?: readonly (readonly (readonly Step[])[])[];
  readonly seed?: number;
}

/** An operation that was simulated. Times are ms from the beginning. */
export interface SimulatedOperation extends PlannedOperation {
  readonly from: number;
  readonly to: number;
  /** What it waited for before it could start. */
  readonly cause: StartCause;
  readonly pauses: readonly { readonly ms: number; readonly cause: PauseCause }[];
}

type StartCause =
  /** It began with the deployment. */
  | { readonly kind: "start" }
  | { readonly kind: "gate"; readonly group: number }
  | { readonly kind: "dependency"; readonly name: string }
  /** All of the engine's slots were taken until this operation ended. */
  | { readonly kind: "slot"; readonly name: string };

export interface SimulatedGate {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  /** Operation whose end started it. */
  readonly after: string | null;
}

export interface Simulation {
  readonly ms: number;
  readonly operations: readonly SimulatedOperation[];
  readonly gates: readonly SimulatedGate[];
  /** Requests by service; throttled ones among them. */
  readonly requests: ReadonlyMap<ApiServiceId, { readonly sent: number; readonly throttled: number }>;
}

/** CPU time of engine and SDK for each resource, one after the other: bench/README.md, 3.3 s for 495 of them. */
const ENGINE_MS = 7;
const ROLE_TYPE = "aws:iam/role:Role";

interface Running {
  readonly plan: PlannedOperation;
  waiting: number;
  cause: StartCause;
  roleAt: number | null;
}

/** Simulates a deployment: no waiting, and the same result each time. */
export function simulate(planned: readonly PlannedOperation[], settings: SimulationSettings): Simulation {
  return new Run(planned, settings).result();
}

class Run {
  readonly #settings: SimulationSettings;
  readonly #timeline = new Timeline();
  readonly #provider: Caller;
  readonly #driver: Caller;
  readonly #requests = new Map<ApiServiceId, { sent: number; throttled: number }>();
  readonly #running = new Map<string, Running>();
  readonly #dependents = new Map<string, Running[]>();
  readonly #groups: readonly number[];
  readonly #unfinished = new Map<number, number>();
  readonly #done: SimulatedOperation[] = [];
  readonly #gates: SimulatedGate[] = [];
  readonly #queue: Running[] = [];
  #free: number;
  /** When the engine has compared all resources that it was given. */
  #engineFreeAt = 0;

  constructor(planned: readonly PlannedOperation[], settings: SimulationSettings) {
    this.#settings = settings;
    this.#free = settings.parallel;
    const planes = new ControlPlanes();
    this.#provider = this.#caller(planes, settings.seed ?? 1);
    this.#driver = this.#caller(planes, (settings.seed ?? 1) + 1);
    for (const plan of planned) {
      this.#running.set(plan.name, { plan, waiting: 0, cause: { kind: "start" }, roleAt: null });
      this.#unfinished.set(plan.group, (this.#unfinished.get(plan.group) ?? 0) + 1);
    }
    this.#groups = [...this.#unfinished.keys()].sort((a, b) => a - b);
    for (const running of this.#running.values()) this.#link(running);
  }

  result(): Simulation {
    this.#open(0);
    this.#timeline.run();
    if (this.#done.length !== this.#running.size) throw new Error("the operations wait for each other");
    const ms = Math.max(0, ...this.#gates.map(({ to }) => to), ...this.#done.map(({ to }) => to));
    return { ms, operations: this.#done, gates: this.#gates, requests: this.#requests };
  }

  #caller(planes: ControlPlanes, seed: number): Caller {
    return {
      planes,
      retries: this.#settings.retries,
      now: () => this.#timeline.now,
      random: randomNumbers(seed),
      limits: new Map(),
      observe: (answer) => {
        this.#count(answer);
      },
    };
  }

  #count({ service, isThrottled }: Answer): void {
    const counts = this.#requests.get(service) ?? { sent: 0, throttled: 0 };
    counts.sent += 1;
    if (isThrottled) counts.throttled += 1;
    this.#requests.set(service, counts);
  }

  /** A dependency outside the deployment, or of another group, is no reason to wait; the age of a role always counts. */
  #link(running: Running): void {
    for (const name of new Set(running.plan.after)) {
      const before = this.#running.get(name);
      if (before === undefined || before === running) continue;
      if (before.plan.group !== running.plan.group && before.plan.type !== ROLE_TYPE) continue;
      if (before.plan.group === running.plan.group) running.waiting += 1;
      const dependents = this.#dependents.get(name) ?? [];
      dependents.push(running);
      this.#dependents.set(name, dependents);
    }
  }

  /** The program declares the resources of a group when the gate before it has passed. */
  #open(index: number): void {
    const group = this.#groups[index];
    if (group === undefined) return;
    for (const running of this.#running.values()) {
      if (running.plan.group !== group) continue;
      const cause: StartCause = index === 0 ? { kind: "start" } : { kind: "gate", group: this.#groups[index - 1] ?? 0 };
      if (running.waiting === 0) this.#register(running, cause);
    }
  }

  #register(running: Running, cause: StartCause): void {
    running.cause = cause;
    this.#engineFreeAt = Math.max(this.#engineFreeAt, this.#timeline.now) + ENGINE_MS;
    this.#timeline.after(this.#engineFreeAt - this.#timeline.now, () => {
      this.#queue.push(running);
      this.#startNext(null);
    });
  }

  /** @param freedBy the operation whose end left a slot; null: a slot was free */
  #startNext(freedBy: string | null): void {
    while (this.#free > 0) {
      const running = this.#queue.shift();
      if (running === undefined) return;
      this.#free -= 1;
      if (freedBy !== null) running.cause = { kind: "slot", name: freedBy };
      this.#start(running);
    }
  }

  #start(running: Running): void {
    const from = this.#timeline.now;
    const pauses: { ms: number; cause: PauseCause }[] = [];
    this.#follow(perform(running.plan.steps, this.#provider, running.roleAt), pauses, () => {
      this.#finish(running, { ...running.plan, from, to: this.#timeline.now, cause: running.cause, pauses });
    });
  }

  #follow(pausing: ReturnType<typeof perform>, pauses: { ms: number; cause: PauseCause }[], done: () => void): void {
    const next = pausing.next();
    if (next.done === true) {
      done();
      return;
    }
    pauses.push(next.value);
    this.#timeline.after(next.value.ms, () => {
      this.#follow(pausing, pauses, done);
    });
  }

  #finish({ plan }: Running, operation: SimulatedOperation): void {
    this.#done.push(operation);
    this.#free += 1;
    for (const dependent of this.#dependents.get(plan.name) ?? []) {
      if (plan.type === ROLE_TYPE && plan.operation === "create") dependent.roleAt = this.#timeline.now;
      if (dependent.plan.group !== plan.group) continue;
      dependent.waiting -= 1;
      if (dependent.waiting === 0) this.#register(dependent, { kind: "dependency", name: plan.name });
    }
    const left = (this.#unfinished.get(plan.group) ?? 0) - 1;
    this.#unfinished.set(plan.group, left);
    this.#startNext(plan.name);
    if (left === 0) this.#close(plan.group, plan.name);
  }

  #close(group: number, after: string): void {
    const from = this.#timeline.now;
    const lanes = this.#settings.gates?.[group] ?? [];
    let open = lanes.length;
    const passed = (): void => {
      this.#gates.push({ group, from, to: this.#timeline.now, after });
      this.#open(this.#groups.indexOf(group) + 1);
    };
    if (open === 0) passed();
    for (const lane of lanes)
      this.#follow(perform(lane, this.#driver), [], () => {
        open -= 1;
        if (open === 0) passed();
      });
  }
}
