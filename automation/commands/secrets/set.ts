import type { Catalog } from "../../../model/catalog/schema/catalog";
import { readersOf } from "../../../model/catalog/secretReaders";
import { servingRecord } from "../../../model/release/record";
import { DeployError, EXIT } from "../../../model/errors";
import { readRecentRecords } from "../../aws/buckets/releases";
import { storedEntries } from "../../secrets/check";
import type { Entry } from "../../secrets/entry";
import { setSecret, settableEntry } from "../../secrets/set";
import type { Session } from "../../session";
import type { CommandResult, Context } from "../command";
import { givenValue, type GivenValues } from "./givenValue";
import type { SetSecret } from "../../documents/secrets";

/** A value with a previous one is rotated where functions run: overwritten, what it signed would be refused at once. */
async function refuseLostPrevious({ target, stage }: Session, { name, previous }: Entry): Promise<void> {
  if (previous === null || !(await storedEntries(target, [{ name }])).has(name)) return;
  const records = await readRecentRecords(target, stage).catch((error: unknown) => {
    if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED") return [];
    throw error;
  });
  if (servingRecord(records) === null) return;
  throw new DeployError(
    "SECRETS_INPUT",
    `${name} exists, and its previous value is kept in ${previous}: \`secrets set\` would lose it. Nothing was changed.`,
    `Rotate it: \`bin/deploy secrets rotate ${stage.name} ${name}\`.`,
  );
}

/** Changes one value. */
export async function setOne(
  context: Context,
  { target, stage }: Session,
  catalog: Catalog,
  name: string,
  given: GivenValues | null,
): Promise<CommandResult> {
  const { entry, part } = settableEntry(stage, catalog, name);
  await refuseLostPrevious({ target, stage }, entry);
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
    data: { stage: stage.name, name: part, before, after, readers } satisfies SetSecret,
  };
}
