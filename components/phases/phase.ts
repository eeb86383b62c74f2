import {
  all,
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type CustomResource,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { PHASES, type PhaseId } from "../../model/phases";

/** What a phase has brought up, as its gate sees it. */
export type PhaseFacts = Readonly<Record<string, string | readonly string[]>>;

/** A phase of the deployment: the parent of all that it brings up. */
export abstract class Phase extends ComponentResource {
  readonly #made: CustomResource[] = [];
  #facts: Output<PhaseFacts> = output({}) as Output<PhaseFacts>;

  constructor(
    readonly id: PhaseId,
    options: ComponentResourceOptions,
  ) {
    super(PHASES.find((phase) => phase.id === id)?.token ?? id, id, {}, options);
  }

  /** Takes resources among those that the gate waits for. */
  protected own(...resources: readonly CustomResource[]): void {
    this.#made.push(...resources);
  }

  /** Says what the phase has made: last in every constructor. */
  protected complete(facts: Readonly<Record<string, Input<string> | Input<readonly string[]>>>): void {
    // Ids, because a URN is known before its resource exists: the gate must not open early.
    const made = all(this.#made.map(({ id }) => id));
    this.#facts = all([output(facts), made]).apply(([known]) => known as PhaseFacts);
    this.registerOutputs({});
  }

  /** Known when everything that the phase makes is there. */
  get facts(): Output<PhaseFacts> {
    return this.#facts;
  }
}
