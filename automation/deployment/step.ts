import type { Product, With } from "./deployment";

/** How one step ended. */
export type StepEnd<Gives extends Product = never> =
  | { readonly kind: "done"; readonly gives: Pick<With<Gives>, Gives> }
  /** Nothing is left to do: the steps that follow are not needed. */
  | { readonly kind: "finished" };

/**
 * One step of a deployment. Its type says which products of earlier steps it needs, and which are there after it: a plan in
 * another order does not compile.
 */
export interface Step<Needs extends Product = Product, Gives extends Product = never> {
  /** Its name: in records, events, summaries and `--dry-run`. */
  readonly kind: string;
  /** What it was asked for, in `--dry-run --json`. */
  readonly params?: object;
  /** What it does, for `--dry-run`. */
  readonly description: string;
  readonly run: (deployment: With<Needs>) => StepEnd<Gives> | Promise<StepEnd<Gives>>;
}

/** A step that hands nothing on is done. */
export const DONE: StepEnd = { kind: "done", gives: {} };

/** The line of a step in `--dry-run`. */
export function describeStep({ kind, description }: Step): string {
  return `${kind.padEnd(12)}${description}`;
}

/** As a member of a list: the plan that it is added to has checked that what it needs is there. */
function anyStep<Needs extends Product, Gives extends Product>(step: Step<Needs, Gives>): Step {
  return step as unknown as Step;
}

/**
 * Steps in an order that compiles: `Has` is what all of them together give. The list is made before anything runs;
 * `--dry-run` prints it.
 */
export class Plan<Has extends Product> {
  /** Plans differ in their type by what they give: a plan that gives more may stand for one that gives less. */
  declare private readonly has: (has: Has) => void;

  private constructor(readonly steps: readonly Step[]) {}

  /** @typeParam Has products that are there before the first step */
  static begin<Has extends Product = never>(): Plan<Has> {
    return new Plan<Has>([]);
  }

  add<Needs extends Has, Gives extends Product>(step: Step<Needs, Gives>): Plan<Has | Gives> {
    return new Plan([...this.steps, anyStep(step)]);
  }

  /** A step that only some deployments have: nothing later can count on what it gives. */
  addIf<Needs extends Has, Gives extends Product>(condition: boolean, step: Step<Needs, Gives>): Plan<Has> {
    return condition ? new Plan([...this.steps, anyStep(step)]) : this;
  }

  /**
   * Puts a step behind each of a kind: one that replaces products, and hands on nothing new.
   * @throws TypeError where the plan has no step of this kind
   */
  insertAfter<Replaced extends Has>(kind: string, step: Step<Replaced, Replaced>): Plan<Has> {
    if (!this.steps.some((one) => one.kind === kind)) throw new TypeError(`the plan has no step ${kind}`);
    return new Plan(this.steps.flatMap((one): readonly Step[] => (one.kind === kind ? [one, anyStep(step)] : [one])));
  }
}
