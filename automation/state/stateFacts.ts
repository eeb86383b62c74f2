import type { ReleaseRecord } from "../../model/release/record";
import { outputsInState, summarizeState } from "../engine/state/stateSummary";
import type { ExportedState } from "../engine/state/exportedState";
import { urlOf } from "../verification/addresses";

type Deployed = NonNullable<ReleaseRecord["deployed"]>;

/** What a stage's state says of the stage. */
export interface StateFacts extends NonNullable<Deployed["summary"]> {
  /** Number of operations that a run began and did not finish. */
  readonly pending: number;
}

/** @param state null where there is none */
export function factsOf(state: ExportedState | null): StateFacts {
  const { resources, entries, pending } = summarizeState(state);
  const outputs = outputsInState(state);
  const functions = outputs["functions"]?.value;
  return {
    resources,
    entries,
    functions: typeof functions === "number" ? functions : 0,
    url: urlOf(outputs),
    pending: pending.length,
  };
}

/** What a record says of the state that its deployment left, with a summary of it; without one where operations are pending. */
export function withSummary(deployed: Deployed, state: ExportedState): Deployed {
  const { pending, ...summary } = factsOf(state);
  return pending > 0 ? deployed : { ...deployed, summary };
}
