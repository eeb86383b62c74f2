/** A resource as a deployment will leave it, unchanged ones included. */
export interface PlannedResource {
  readonly urn: string;
  /** Pulumi type token, `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** Logical name, `queue-sync`. */
  readonly name: string;
  /** Whether Pulumi rejects its deletion. */
  readonly protect: boolean;
  /** Inputs of the program; secrets are masked, and values known only after the deployment are UNKNOWN. */
  readonly inputs: Inputs;
}

export type Inputs = Readonly<Record<string, unknown>>;

/** Stands for a string that is known only after the deployment: the SDK's `unknownValue`. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** A nested object of inputs; empty where there is none. */
export function inputsAt(inputs: Inputs, key: string): Inputs {
  const value = inputs[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Inputs) : {};
}

/** A list of inputs; empty where there is none. */
export function listAt(inputs: Inputs, key: string): readonly unknown[] {
  const value = inputs[key];
  return Array.isArray(value) ? value : [];
}

export function textAt(inputs: Inputs, key: string): string {
  const value = inputs[key];
  return typeof value === "string" ? value : "";
}

export function ofType(resources: readonly PlannedResource[], type: string): readonly PlannedResource[] {
  return resources.filter((resource) => resource.type === type);
}
