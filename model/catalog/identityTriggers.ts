import type { IdentityTriggers } from "./schema/identityTriggers";

/** The triggers whose function `isHandled` accepts. */
export function handledTriggers(triggers: IdentityTriggers, isHandled: (id: string) => boolean): IdentityTriggers {
  const handled = new Set(triggerFunctions(triggers).flatMap(([trigger, id]) => (isHandled(id) ? [trigger] : [])));
  return Object.fromEntries(Object.entries(triggers).filter(([trigger]) => handled.has(trigger)));
}

/** Names of triggers, and the function that each calls. */
export function triggerFunctions(triggers: IdentityTriggers): readonly (readonly [trigger: string, id: string])[] {
  return Object.entries(triggers).flatMap(([trigger, called]) =>
    called === undefined ? [] : [[trigger, typeof called === "string" ? called : called.function] as const],
  );
}
