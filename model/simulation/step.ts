import type { ApiServiceId } from "../limits/apiRates";

/** What a provider does for an operation on a resource: one after the other. */
export type Step =
  | {
      readonly kind: "call";
      readonly service: ApiServiceId;
      readonly operation: string;
      /** Until the answer. */
      readonly latencyMs: number;
    }
  /** It waits: a fixed delay of the provider, or work of AWS that it waits for. */
  | { readonly kind: "wait"; readonly ms: number; readonly for: string }
  /** It waits until a role of this age is known to all of AWS: a role that was created before this deployment is. */
  | { readonly kind: "new role"; readonly ageMs: number };

/** Latency of a call that reads, from a machine of CI to AWS. A guess: AWS publishes none. */
export const READ_LATENCY_MS = 100;
/** Latency of a call that writes. A guess. */
export const WRITE_LATENCY_MS = 300;

const READS = /^(Get|List|Describe|Head)/;

export function call(service: ApiServiceId, operation: string, latencyMs?: number): Step {
  const usual = READS.test(operation) ? READ_LATENCY_MS : WRITE_LATENCY_MS;
  return { kind: "call", service, operation, latencyMs: latencyMs ?? usual };
}

export function calls(service: ApiServiceId, ...operations: readonly string[]): readonly Step[] {
  return operations.map((operation) => call(service, operation));
}

export function wait(ms: number, reason: string): Step {
  return { kind: "wait", ms, for: reason };
}
