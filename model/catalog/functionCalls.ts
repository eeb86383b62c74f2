import { functionId, parseFunctionId, type FunctionId } from "./functions";
import { triggerFunctions } from "./identityTriggers";
import type { Catalog } from "./schema/catalog";
import type { Path } from "./check/rule";
import { ownValue } from "../ownValue";

/** A reference to a function by id outside its service file: from an event rule, an authorizer or Cognito. */
export interface FunctionCall {
  readonly at: Path;
  readonly function: FunctionId;
  /** The caller: `authorizer:session`. */
  readonly caller: string;
}

/** All references to functions by id: event rules, authorizers and Cognito triggers. */
export function functionCalls({ api, identity, events }: Catalog): readonly FunctionCall[] {
  return [
    ...Object.entries(events.rules).flatMap(([rule, { targets }]) =>
      targets.flatMap(({ to }, index) => {
        const id = /^function:(.*)$/s.exec(to)?.[1];
        const at = ["events", "rules", rule, "targets", index, "to"];
        return id === undefined ? [] : [{ at, function: id, caller: `rule:${rule}` }];
      }),
    ),
    ...Object.entries(api.authorizers).map(([name, spec]) => ({
      at: ["api", "authorizers", name, "function"],
      function: spec.function,
      caller: `authorizer:${name}`,
    })),
    ...triggerFunctions(identity.triggers).map(([trigger, id]) => ({
      at: ["identity", "triggers", trigger],
      function: id,
      caller: `identity:${trigger}`,
    })),
  ];
}

/** The function with an id, or null. */
export function findFunction(
  { services }: Catalog,
  id: FunctionId,
): { readonly service: Catalog["services"][string]; readonly name: string } | null {
  const named = parseFunctionId(id);
  const service = named === null ? undefined : ownValue(services, named.service);
  if (named === null || service === undefined || !Object.hasOwn(service.functions, named.name)) return null;
  return { service, name: named.name };
}

/** Ids of all functions. */
export function functionIds({ services }: Catalog): readonly FunctionId[] {
  return Object.values(services).flatMap(({ service, functions }) =>
    Object.keys(functions).map((name) => functionId(service, name)),
  );
}
