import { allFunctions, type CatalogFunction } from "../../functions";
import { parseReference } from "../../reference";
import type { Catalog } from "../../schema/catalog";
import type { Path } from "../rule";
import { handlerFacts, type CallFact, type HandlerFacts, type SourceFacts } from "./sourceFacts";

/** A function, and the facts about its handler. */
export interface FunctionFacts {
  readonly fn: CatalogFunction;
  readonly facts: HandlerFacts;
}

export function functionFacts(catalog: Catalog, source: SourceFacts | null): readonly FunctionFacts[] {
  if (source === null) return [];
  return allFunctions(catalog).flatMap((fn) => {
    const facts = handlerFacts(source, fn.spec);
    return facts === undefined ? [] : [{ fn, facts }];
  });
}

/** A call, and the first function of a service that makes it. */
export interface ServiceCall {
  readonly fn: CatalogFunction;
  readonly call: CallFact;
  /** Tables that the call may use; null: any. */
  readonly tables: readonly string[] | null;
}

/** Calls without duplicates per service and tables: functions share code, with different tables in their environments. */
export function serviceCalls(catalog: Catalog, source: SourceFacts | null): readonly ServiceCall[] {
  const seen = new Set<string>();
  return functionFacts(catalog, source).flatMap(({ fn, facts }) =>
    facts.calls.flatMap((call) => {
      const tables = tablesOf(catalog, fn, call);
      const key = JSON.stringify([fn.service.service, tables, { ...call, at: "", tables: [] }]);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ fn, call, tables }];
    }),
  );
}

/** Tables that the variables of a call refer to. */
function tablesOf(catalog: Catalog, fn: CatalogFunction, { tables }: CallFact): readonly string[] | null {
  const names = tables.map((variable) => tableOfVariable(fn, variable));
  const known = names.filter((name) => name !== null && Object.hasOwn(catalog.data.tables, name));
  return names.length === 0 || known.length < names.length ? null : known.filter((name) => name !== null);
}

function tableOfVariable({ service, spec }: CatalogFunction, variable: string): string | null {
  const reference = parseReference(spec.environment[variable] ?? service.environment[variable] ?? "");
  return reference.kind === "table" ? reference.name : null;
}

/** Path of a function's handler. */
export function handlerPath({ service, name }: CatalogFunction): Path {
  return ["services", service.service, "functions", name, "handler"];
}
