import { DeployError } from "../../../model/errors";
import { migrationsSince, pendingMigrations, type Direction, type Migration } from "../../../model/release/migration";
import { duration } from "../../ui/duration";
import type { Deployment, With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { updateRecord } from "../record";

/**
 * Refuses, before the first change, a migration without a reverse, and one whose function does not exist yet.
 * @throws DeployError MIGRATION_NO_WAY_BACK, CATALOG_INVALID
 */
export function guardMigrations(deployment: Deployment): void {
  const { newest, context, session } = deployment;
  const { terminal } = context;
  for (const { id, back } of reverseMigrations(deployment)) {
    if (back.kind === "impossible") {
      throw new DeployError(
        "MIGRATION_NO_WAY_BACK",
        `The migration ${id} ran on ${session.stage.name} after that release, whose code cannot work with the migrated data, and it has no reverse. Nothing was changed.`,
        "Roll forward: deploy a release with a fix.",
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
    `The migration ${early.id} runs before the deployment, and its function ${early.function} is only created by it. Nothing was changed.`,
    "Run it afterwards (`when: after`), or deploy the function first.",
  );
}

/** Migrations to reverse in a rollback: those that ran since the restored release. */
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

/** Runs the due migrations. A rollback reverses them before the first change. */
export async function migrate(deployment: With<"record">, when: Migration["when"]): Promise<StepEnd> {
  if (when === "before")
    for (const migration of reverseMigrations(deployment)) await runMigration(deployment, migration, "back");
  for (const migration of forwardMigrations(deployment, when)) await runMigration(deployment, migration, "forward");
  return DONE;
}

async function runMigration(deployment: With<"record">, migration: Migration, direction: Direction): Promise<void> {
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
      `The migration ${id} failed (${direction}), in ${called}, after ${duration(milliseconds)}: ${failure}`,
      `Fix ${called}, which may have done part of its work and must be idempotent, then \`${deployment.retryCommand}\`.`,
    );
  }
}

const NO_HANDLER = { kind: "failed", reason: "it is a placeholder without a handler" } as const;

/** Whether the function is a placeholder, in the new or in the live release. */
function isPlaceholder({ newest, release }: Deployment, id: string): boolean {
  const artifacts = [release?.artifacts[id], newest?.release.artifacts[id]];
  return artifacts.some((artifact) => artifact?.kind === "placeholder");
}

/** At once: a repeated deployment must not run it again. */
async function recordMigration(deployment: With<"record">, done: MigrationRun): Promise<void> {
  const { record } = deployment;
  const others = record.migrated.filter((id) => id !== done.id);
  const migrated =
    done.outcome === "failed" ? record.migrated : done.direction === "forward" ? [...others, done.id] : others;
  deployment.record = { ...record, migrated, migrations: [...record.migrations, done] };
  await updateRecord(deployment, { outcome: "deploying", times: [], error: null });
}

type MigrationRun = NonNullable<Deployment["record"]>["migrations"][number];
