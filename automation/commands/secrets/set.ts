import type { Catalog } from "../../../model/catalog/schema/catalog";
import { readersOf } from "../../../model/catalog/secretReaders";
import { EXIT } from "../../../model/errors";
import { setSecret, settableEntry } from "../../secrets/set";
import type { Session } from "../../session";
import type { CommandResult, Context } from "../command";
import { givenValue, type GivenValues } from "./givenValue";

/** Changes one value. */
export async function setOne(
  context: Context,
  { target, stage }: Session,
  catalog: Catalog,
  name: string,
  given: GivenValues | null,
): Promise<CommandResult> {
  const { entry, part } = settableEntry(stage, catalog, name);
  const value = await givenValue(context, { entry, part, name }, given);
  const { before, after } = await setSecret({ target, stage, entry, part, value });
  const readers = readersOf(stage, catalog, entry);
  return {
    exit: EXIT.done,
    lines: [
      `${part} of ${stage.name}: ${before === null ? "created" : `version ${before} before`}, version ${after} now`,
      readers.length === 0
        ? "No function reads it."
        : `Functions that may read it (${String(readers.length)}): ${readers.join(", ")}`,
      `Running instances of these functions keep the old value until the next deployment starts new ones: \`bin/deploy up ${stage.name}\`.`,
    ],
    data: { stage: stage.name, name: part, before, after, readers },
  };
}
