import { nameWithoutStage, type ParameterCopies } from "../../../model/backup/parameterCopies";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { isPattern, nameOnStage } from "../../../model/parameterName";
import { matchingParameters } from "../../secrets/parameters";
import { storedParameters } from "../../secrets/storedParameters";
import { secretValues, storedSecrets } from "../../secrets/storedSecrets";
import type { Session } from "../../session";

/**
 * Reads the values of a catalog's parameters and secrets that exist on a stage: those that people, `secrets init` and functions
 * write. Those that a deployment writes are written again by the next one.
 */
export async function readParameterCopies({ stage, target }: Session, catalog: Catalog): Promise<ParameterCopies> {
  const named = await declaredNames({ stage, target }, catalog);
  const values = await storedParameters(target, [...named.keys()], "decrypted");
  const secretIds = new Map(Object.keys(catalog.secrets).map((text) => [nameOnStage(text, stage), text]));
  const entries = [...secretIds.keys()].map((id) => ({ name: `secret:${id}`, parts: [`secret:${id}`] }));
  const existing = await storedSecrets(target, entries);
  const texts = await secretValues(
    target,
    entries.filter(({ name }) => existing.has(name)),
  );
  return {
    schema: 1,
    stage: stage.name,
    parameters: [...named].flatMap(([full, name]) => {
      const stored = values.get(full);
      return stored === undefined ? [] : [{ name, type: typeOf(stored.type), value: stored.value }];
    }),
    secrets: [...secretIds].flatMap(([id, name]) => {
      const value = texts.get(`secret:${id}`)?.[`secret:${id}`];
      return typeof value === "string" ? [{ name, value }] : [];
    }),
  };
}

/** Names as in the catalog, by name on the stage. */
async function declaredNames({ stage, target }: Session, catalog: Catalog): Promise<ReadonlyMap<string, string>> {
  const texts = Object.entries(catalog.parameters).flatMap(([text, { kind }]) => (kind === "generated" ? [] : [text]));
  const matching = await matchingParameters(target, stage, catalog);
  return new Map(
    texts.flatMap((text): (readonly [string, string])[] => {
      const full = nameOnStage(text, stage);
      if (!isPattern(text)) return [[full, text]];
      return (matching[full] ?? []).map((name) => [name, nameWithoutStage(text, name)]);
    }),
  );
}

function typeOf(text: string): ParameterCopies["parameters"][number]["type"] {
  return text === "SecureString" || text === "StringList" ? text : "String";
}
