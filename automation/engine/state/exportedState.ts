/** The engine's state of a stack, as `pulumi stack export` writes it and `pulumi stack import` takes it. Secrets are encrypted. */
export interface ExportedState {
  readonly version: number;
  readonly features?: readonly string[];
  readonly deployment: StateDeployment;
}

export interface StateDeployment {
  readonly resources?: readonly ResourceState[];
  /** What a run began; a run that ended leaves none. */
  readonly pending_operations?: readonly PendingOperation[];
  readonly [other: string]: unknown;
}

/** Values as the engine keeps them: a secret is an object with its mark and its cipher text. */
export type StateInputs = Readonly<Record<string, unknown>>;

/** What is looked at of a resource; everything else is carried along as it is. */
export interface ResourceState {
  readonly urn: string;
  /** Pulumi type token, `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** False: a component, which is nowhere but in the state. */
  readonly custom?: boolean;
  /** The provider's id. */
  readonly id?: string;
  readonly inputs?: StateInputs;
  readonly outputs?: StateInputs;
  readonly parent?: string;
  /** The engine deletes and replaces it only when this is taken off. */
  readonly protect?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
  /** Replaced already; to be deleted by the next run. */
  readonly delete?: boolean;
  /** Deleted already, so that its replacement can be made. */
  readonly pendingReplacement?: boolean;
  /** Why it counts as unfinished. A read that succeeds clears them. */
  readonly initErrors?: readonly string[];
}

export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: ResourceState;
}
