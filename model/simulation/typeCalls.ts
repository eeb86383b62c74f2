import type { Step } from "./step";

export type Inputs = Readonly<Record<string, unknown>>;

/** What the AWS provider calls for a resource type: a row. */
export interface TypeCalls {
  /** Without the read that follows. */
  readonly create: (inputs: Inputs) => readonly Step[];
  /** Of the change that deployments make most often, without the read that follows. @default as for a creation */
  readonly update?: (inputs: Inputs) => readonly Step[];
  readonly remove: readonly Step[];
  /** After a creation and an update, and of a refresh. */
  readonly read: readonly Step[];
}
