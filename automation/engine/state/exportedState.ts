/** The engine's state of a stack, in the format of `pulumi stack export` and `pulumi stack import`. Secrets are encrypted. */
export interface ExportedState {
  readonly version: number;
  readonly features?: readonly string[];
  readonly deployment: StateDeployment;
}

export interface StateDeployment {
  readonly resources?: readonly ResourceState[];
  /** Operations that a run started; a run that finished leaves none. */
  readonly pending_operations?: readonly PendingOperation[];
  readonly [other: string]: unknown;
}

/** Values in the state: a secret is an object with a signature key and its ciphertext. */
export type StateInputs = Readonly<Record<string, unknown>>;

/** The fields of a resource that this program reads; it keeps all others unchanged. */
export interface ResourceState {
  readonly urn: string;
  /** Pulumi type token, `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** False: a component, which exists in the state only. */
  readonly custom?: boolean;
  /** The provider's id. */
  readonly id?: string;
  readonly inputs?: StateInputs;
  readonly outputs?: StateInputs;
  readonly parent?: string;
  /** The engine does not delete or replace it while this is set. */
  readonly protect?: boolean;
  /** Its deletion removes it from the state only. */
  readonly retainOnDelete?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
  /** Already replaced; the next run deletes it. */
  readonly delete?: boolean;
  /** Already deleted; the next run creates its replacement. */
  readonly pendingReplacement?: boolean;
  /** Errors of its last create or update. A successful read clears them. */
  readonly initErrors?: readonly string[];
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: ResourceState;
}
