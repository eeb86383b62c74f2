import { isDeepStrictEqual } from "node:util";
import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import { pendingSeeds, seedsOf, type Seed } from "../../../model/release/seed";
import { count } from "../../ui/duration";
import type { Deployment, With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { writeRecordFields } from "../record";

/**
 * Writes the seed rows that the stage does not have yet, table by table, and records each table. After an interruption it
 * runs again: existing rows stay.
 * @throws DeployError SEED_FAILED
 */
export async function seed(deployment: With<"release" | "record">): Promise<StepEnd> {
  const { session, context, origin, outputs } = deployment;
  const { catalog } = deployment.release;
  // Before the first `up` of this deployment a table may not exist; the next seed step follows it.
  if (origin?.kind === "rollback" || outputs === undefined) return DONE;
  const { target, stage } = session;
  const { seeded } = deployment.record;
  const byTable = byTableOf(pendingSeeds(catalog, stage.name, seeded));
  const { writeSeeds } = await import("../../aws/data/seeds");
  for (const [table, seeds] of byTable) {
    await deployment.lease?.confirm();
    const spec = requiredTable(catalog.data.tables[table]);
    const result = await writeSeeds(target, stage, table, spec, seeds).catch((error: unknown) => {
      throw seedFailed(deployment, table, error);
    });
    const { record } = deployment;
    await writeRecordFields(deployment, {
      seeded: [...record.seeded, ...seeds.map(({ id }) => id)],
      seeds: [...record.seeds, { table, ...result }],
    });
    const existing = result.existing === 0 ? "" : `; ${count(result.existing, "row")} already there, unchanged`;
    context.terminal.note(`Seeded ${table}: ${count(result.written, "row")} written${existing}`);
  }
  return DONE;
}

/** The seeds that a deployment will write, and those that it will not, for the preview. */
export function describeSeeds({ session, release, newest, origin }: Deployment): readonly string[] {
  if (release === undefined || origin?.kind === "rollback") return [];
  const { name } = session.stage;
  const pending = pendingSeeds(release.catalog, name, newest?.seeded ?? []);
  const counts = byTableOf(pending);
  const before = new Map(newest ? seedsOf(newest.release.catalog, name).map(({ id, row }) => [id, row]) : []);
  const seeded = new Set(newest?.seeded);
  const changed = seedsOf(release.catalog, name).filter(({ id, row }) => {
    const old = before.get(id);
    return seeded.has(id) && old !== undefined && !isDeepStrictEqual(old, row);
  });
  return [
    ...[...counts].map(
      ([table, seeds]) => `Seeds: ${count(seeds.length, "row")} to write to ${table}, existing keys are kept`,
    ),
    ...(changed.length === 0
      ? []
      : [
          `Seeds: ${changed.map(({ id }) => id).join(", ")} changed in the catalog and ${changed.length === 1 ? "is" : "are"} on ${name} already: not written again. Use a migration to change existing rows.`,
        ]),
  ];
}

function byTableOf(seeds: readonly Seed[]): ReadonlyMap<string, readonly Seed[]> {
  const tables = new Set(seeds.map(({ table }) => table));
  return new Map([...tables].map((name) => [name, seeds.filter(({ table }) => table === name)]));
}

function requiredTable<T>(spec: T | undefined): T {
  if (spec === undefined) throw new TypeError("seeds are of tables that the catalog has");
  return spec;
}

function seedFailed({ session, retryCommand }: Deployment, table: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { stage } = session;
  const arn = `arn:aws:dynamodb:${stage.region}:${stage.account}:table/${NAMES.table.of(stage, table)}`;
  return new DeployError(
    "SEED_FAILED",
    `The first rows of table ${table} could not be written: ${error instanceof DeployError ? error.what : error.message}`,
    `The deploying identity needs dynamodb:PutItem on ${arn}; rows must match the table. Then \`${retryCommand}\`: written rows stay.`,
    { cause: error },
  );
}
