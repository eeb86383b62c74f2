import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { CallFact, HandlerFacts } from "../../../../../../model/catalog/check/facts/sourceFacts";
import { QUIET_FACTS, quietFacts } from "../../realCatalog";

/** The place of everything that handlers in these tests read and call. */
export const AT = "internal/code.go:7";

/** The real catalog's handlers, of which some read and call something, by their folders below cmd/handlers. */
export function factsOf(handlers: Readonly<Record<string, Partial<HandlerFacts>>>): Facts {
  const quiet = [...(QUIET_FACTS.source?.handlers ?? [])];
  const told = Object.entries(handlers).map(
    ([handler, facts]) => [`cmd/handlers/${handler}`, { ...quietFacts(), ...facts }] as const,
  );
  return { ...QUIET_FACTS, source: { handlers: new Map([...quiet, ...told]) } };
}

/** The handlers without those of a folder. */
export function factsWithout(handler: string, facts: Facts = QUIET_FACTS): Facts {
  const handlers = new Map(facts.source?.handlers ?? []);
  handlers.delete(`cmd/handlers/${handler}`);
  return { ...facts, source: { handlers } };
}

/** A request of an operation: `dynamodb.Query`. */
export function call(operation: string, facts: Partial<CallFact> = {}): CallFact {
  const [service = "", name = ""] = operation.split(".");
  const nothing = { tables: [], index: "", key: [], template: "", configurationSet: "" };
  return { service, operation: name, at: AT, ...nothing, ...facts };
}
