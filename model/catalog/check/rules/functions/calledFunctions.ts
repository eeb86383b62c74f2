import { nearestName } from "../../../../nearestName";
import { findFunction, functionCalls, functionIds, type FunctionCall } from "../../../functionCalls";
import type { Rule } from "../../rule";

/** Every function referenced by id exists; an unknown one is reported once, with all its callers. */
export const calledFunctions: Rule = (catalog, context) => {
  // It may be in an invalid service.
  if (!context.isComplete) return [];
  const unknown = new Map<string, FunctionCall[]>();
  for (const call of functionCalls(catalog))
    if (findFunction(catalog, call.function) === null)
      unknown.set(call.function, [...(unknown.get(call.function) ?? []), call]);
  return [...unknown].map(([id, calls]) => {
    const [at = [], ...others] = calls.map((call) => call.at);
    const close = id.length > 128 ? null : nearestName(id, functionIds(catalog));
    const callers = calls.map(({ caller }) => caller);
    const finding = {
      code: "FUNCTION_UNKNOWN",
      subject: callers[0] ?? id,
      reason: `${callers.join(" and ")} ${callers.length === 1 ? "calls" : "call"} "${id}", which is not a function of the catalog`,
      remedy: close === null ? "Write it as service/function." : `Did you mean "${close}"?`,
      severity: "error" as const,
    };
    return context.report(at, finding, others);
  });
};
