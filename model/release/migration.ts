import type { Catalog } from "../catalog/schema/catalog";
import type { MigrationSpec } from "../catalog/schema/service";
import { functionId, type FunctionId } from "../catalog/functions";

/** A data migration of a release: a function that is invoked once per stage. */
export interface Migration {
  /** `users/2026-11-email-index` */
  readonly id: string;
  readonly when: MigrationSpec["when"];
  readonly function: FunctionId;
  readonly back: ReverseMigration;
  /** Timeout of each direction, from its function. seconds */
  readonly limits: { readonly forward: number; readonly back: number };
}

type ReverseMigration =
  | { readonly kind: "function"; readonly id: FunctionId }
  /** The code of the previous release works with the migrated data. */
  | { readonly kind: "not needed" }
  | { readonly kind: "impossible" };

export type Direction = "forward" | "back";

/** All migrations of a catalog in execution order: by name, which begins with a date. */
export function migrationsOf(catalog: Catalog): readonly Migration[] {
  const all = Object.values(catalog.services).flatMap((service) => {
    const limit = (name: string): number => service.functions[name]?.timeout ?? service.defaults.timeout;
    return Object.entries(service.migrations).map(([name, spec]): Migration => {
      return {
        id: `${service.service}/${name}`,
        when: spec.when,
        function: functionId(service.service, spec.function),
        back:
          typeof spec.back === "string"
            ? { kind: spec.back }
            : { kind: "function", id: functionId(service.service, spec.back.function) },
        limits: {
          forward: limit(spec.function),
          back: typeof spec.back === "string" ? 0 : limit(spec.back.function),
        },
      };
    });
  });
  const name = ({ id }: Migration): string => id.slice(id.indexOf("/") + 1);
  return all.sort((a, b) => (name(a) === name(b) ? (a.id < b.id ? -1 : 1) : name(a) < name(b) ? -1 : 1));
}

/** Migrations that have not run on a stage. @param done ids of those that have */
export function pendingMigrations(
  catalog: Catalog,
  done: readonly string[],
  when: Migration["when"],
): readonly Migration[] {
  return migrationsOf(catalog).filter((migration) => migration.when === when && !done.includes(migration.id));
}

/**
 * Migrations that ran on a stage and that an earlier release does not have, newest first.
 * @param today a catalog that has all migrations
 */
export function migrationsSince(then: Catalog, today: Catalog, done: readonly string[]): readonly Migration[] {
  const had = new Set(migrationsOf(then).map(({ id }) => id));
  return migrationsOf(today)
    .filter(({ id }) => done.includes(id) && !had.has(id))
    .reverse();
}
