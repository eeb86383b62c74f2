import {
  all,
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type CustomResource,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { PHASES, type PhaseId } from "../../model/phases";

/** Outputs of a phase, which its gate receives. */
export type PhaseFacts = Readonly<Record<string, string | readonly string[]>>;

/** A phase is below its stage's stack. */
export type PhaseOptions = ComponentResourceOptions & { readonly parent: Resource };

/** A phase of the deployment: the parent of its resources. */
export abstract class Phase extends ComponentResource {
  readonly stack: Resource;
  readonly #resources: CustomResource[] = [];
  #facts: Output<PhaseFacts> = output({}) as Output<PhaseFacts>;

  constructor(
    readonly id: PhaseId,
    options: PhaseOptions,
  ) {
    super(PHASES.find((phase) => phase.id === id)?.token ?? id, id, {}, options);
    this.stack = options.parent;
  }

  /** Adds resources that the gate waits for. */
  protected own(...resources: readonly CustomResource[]): void {
    this.#resources.push(...resources);
  }

  /** Registers the phase's outputs: last in every constructor. */
  protected complete(facts: Readonly<Record<string, Input<string> | Input<readonly string[]>>>): void {
    // Ids, because a URN is known before its resource exists: the gate must not start early.
    const created = all(this.#resources.map(({ id }) => id));
    this.#facts = all([output(facts), created]).apply(([known]) => known as PhaseFacts);
    this.registerOutputs(facts);
  }

  /** Resolves when all resources of the phase exist. */
  get facts(): Output<PhaseFacts> {
    return this.#facts;
  }
}
