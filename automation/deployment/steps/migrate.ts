import { DeployError } from "../../../model/errors";
import { migrationsSince, pendingMigrations, type Direction, type Migration } from "../../../model/release/migration";
import { duration } from "../../ui/duration";
import type { Deployment, With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";
import { updateRecord } from "../record";

/**
 * Refuses what cannot be migrated, before anything changes: a way back that there is not, and a function that is asked for
 * before it is there.
 * @throws DeployError MIGRATION_NO_WAY_BACK, CATALOG_INVALID
 */
export function guardMigrations(deployment: Deployment): void {
  const { newest, context, session } = deployment;
  const { terminal } = context;
  for (const { id, back } of reverseMigrations(deployment)) {
    if (back.kind === "impossible") {
      throw new DeployError(
        "MIGRATION_NO_WAY_BACK",
        `The migration ${id} was done on ${session.stage.name} since that release, whose code cannot work with the data after it, and there is no way back. Nothing was changed.`,
        "Go forward: deploy a release that mends what is wrong.",
      );
    }
    if (back.kind === "not needed") terminal.note(`The migration ${id} stays: the code before it works with its data`);
  }
  const early = forwardMigrations(deployment, "before").find(
    ({ function: id }) => newest?.release.artifacts[id] === undefined,
  );
  if (early === undefined) return;
  throw new DeployError(
    "CATALOG_INVALID",
    `The migration ${early.id} is to run before the deployment, and its function ${early.function} comes only with it. Nothing was changed.`,
    "Let it run after (`when: after`), or deploy the function first.",
  );
}

/** What was done since the release that a rollback brings back; nothing on the way forward. */
export function reverseMigrations({ origin, newest, release }: Deployment): readonly Migration[] {
  if (origin?.kind !== "rollback" || newest === undefined || newest === null || release === undefined) return [];
  return migrationsSince(release.catalog, newest.release.catalog, newest.migrated);
}

function forwardMigrations(
  { origin, newest, release, record }: Deployment,
  when: Migration["when"],
): readonly Migration[] {
  if (origin?.kind === "rollback" || release === undefined) return [];
  return pendingMigrations(release.catalog, record?.migrated ?? newest?.migrated ?? [], when);
}

export function migrateStep(when: Migration["when"]): Step<"record"> {
  return {
    kind: "migrate",
    params: { when },
    description: `invoke the migrations that are due ${when} the change`,
    runMigration: (deployment) => migrate(deployment, when),
  };
}

/** Invokes what is due. A rollback undoes, before anything else changes; everything else goes forward. */
async function migrate(deployment: With<"record">, when: Migration["when"]): Promise<StepEnd> {
  if (when === "before")
    for (const migration of reverseMigrations(deployment)) await run(deployment, migration, "back");
  for (const migration of forwardMigrations(deployment, when)) await run(deployment, migration, "forward");
  return DONE;
}

async function run(deployment: With<"record">, migration: Migration, direction: Direction): Promise<void> {
  const { id, back, limits } = migration;
  if (direction === "back" && back.kind !== "function") return;
  const called = direction === "back" && back.kind === "function" ? back.id : migration.function;
  const { context, session } = deployment;
  await deployment.lease?.confirm();
  const { invoke } = await import("../../aws/functions/invoke");
  const started = performance.now();
  const { record } = deployment;
  context.terminal.note(`Migration ${id}, ${direction}: ${called}`);
  const result = isPlaceholder(deployment, called)
    ? NO_HANDLER
    : await invoke(session.target, session.stage, {
        id: called,
        qualifier: "live",
        payload: { migration: id, direction, release: record.id },
        seconds: limits[direction],
      });
  const failure = result.kind === "answered" ? null : result.reason;
  const milliseconds = Math.round(performance.now() - started);
  await recordMigration(deployment, { id, direction, outcome: failure === null ? "done" : "failed", milliseconds });
  if (failure !== null) {
    throw new DeployError(
      "MIGRATION_FAILED",
      `The migration ${id} failed on its way ${direction}, in ${called}, after ${duration(milliseconds)}: ${failure}`,
      `Mend ${called}, which may have done a part of its work and must be able to run again, then \`${deployment.retryCommand}\`.`,
    );
  }
}

const NO_HANDLER = { kind: "failed", reason: "it has no handler, and a placeholder migrates nothing" } as const;

/** Whether what would be invoked is there in name only: on the way back and before the change, as it is live. */
function isPlaceholder({ newest, release }: Deployment, id: string): boolean {
  const artifacts = [release?.artifacts[id], newest?.release.artifacts[id]];
  return artifacts.some((artifact) => artifact?.kind === "placeholder");
}

/** At once: a deployment that dies now must not do it again. */
async function recordMigration(deployment: With<"record">, done: MigrationRun): Promise<void> {
  const { record } = deployment;
  const others = record.migrated.filter((id) => id !== done.id);
  const migrated =
    done.outcome === "failed" ? record.migrated : done.direction === "forward" ? [...others, done.id] : others;
  deployment.record = { ...record, migrated, migrations: [...record.migrations, done] };
  await updateRecord(deployment, { outcome: "deploying", times: [], error: null });
}

type MigrationRun = NonNullable<Deployment["record"]>["migrations"][number];
