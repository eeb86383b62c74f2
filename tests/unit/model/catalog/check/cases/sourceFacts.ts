import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { CallFact, HandlerFacts } from "../../../../../../model/catalog/check/facts/sourceFacts";
import { EMPTY_FACTS, emptyHandlerFacts } from "../../realCatalog";

/** Position of all reads and calls in these tests. */
export const AT = "internal/code.go:7";

/** Facts about the real catalog's handlers, with changes by folder below cmd/handlers. */
export function factsOf(handlers: Readonly<Record<string, Partial<HandlerFacts>>>): Facts {
  const unchanged = [...(EMPTY_FACTS.source?.handlers ?? [])];
  const changedHandlers = Object.entries(handlers).map(
    ([handler, facts]) => [`cmd/handlers/${handler}`, { ...emptyHandlerFacts(), ...facts }] as const,
  );
  return { ...EMPTY_FACTS, source: { handlers: new Map([...unchanged, ...changedHandlers]) } };
}

/** The facts without the handler in a folder. */
export function factsWithout(handler: string, facts: Facts = EMPTY_FACTS): Facts {
  const handlers = new Map(facts.source?.handlers ?? []);
  handlers.delete(`cmd/handlers/${handler}`);
  return { ...facts, source: { handlers } };
}

/** A call of an SDK operation: `dynamodb.Query`. */
export function call(operation: string, facts: Partial<CallFact> = {}): CallFact {
  const [service = "", name = ""] = operation.split(".");
  const nothing = { tables: [], index: "", key: [], template: "", configurationSet: "" };
  return { service, operation: name, at: AT, ...nothing, ...facts };
}
