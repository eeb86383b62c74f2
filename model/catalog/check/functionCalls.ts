import { nearest } from "../../nearest";
import { findFunction, functionCalls, functionIds } from "../calledFunctions";
import type { Rule } from "./rule";

/** Every function that the catalog calls by its name is there. */
export const calledFunctions: Rule = (catalog, context) =>
  functionCalls(catalog).flatMap(({ at, function: id, caller }) => {
    if (findFunction(catalog, id) !== null) return [];
    // It may be in a service that could not be read.
    if (!context.whole) return [];
    const close = id.length > 128 ? null : nearest(id, functionIds(catalog));
    return [
      context.find(at, {
        code: "FUNCTION_UNKNOWN",
        subject: caller,
        reason: `${caller} calls "${id}", which is no function of the catalog`,
        remedy: close === null ? "Name one as service/function." : `Did you mean "${close}"?`,
        severity: "error" as const,
      }),
    ];
  });
