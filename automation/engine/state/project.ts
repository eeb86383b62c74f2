/** The Pulumi project of every stage, as Pulumi.yaml names it. */
export const PULUMI_PROJECT = "listbackup-backend";
/** The project of the foundations of accounts: their state is beside that of the stages, under a key of its own. */
const FOUNDATION_PROJECT = "listbackup-foundation";

/** A stack in a state backend. */
export interface StackId {
  readonly project: string;
  readonly name: string;
}

/** The stack of a stage. */
export function stageStack(stage: string): StackId {
  return { project: PULUMI_PROJECT, name: stage };
}

/** The stack of the foundation that a stage owns. */
export function foundationStack(stage: string): StackId {
  return { project: FOUNDATION_PROJECT, name: `foundation-${stage}` };
}
