import { checkCatalog } from "../../../model/catalog/check/checkCatalog";
import type { Finding, Position } from "../../../model/catalog/finding";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";

/** Lines of a message. */
const MAX_LINES = 10;

/**
 * Refuses a catalog composed of two releases if it has errors that the first release alone does not have.
 * @param what one sentence: what is incompatible
 * @throws DeployError CATALOG_INVALID
 */
export function assertNoNewErrors(before: Catalog, composed: Catalog, what: string, remedy: string): void {
  const had = new Set(errorsOf(before).map(({ code, subject }) => `${code} ${subject}`));
  const errors = errorsOf(composed).filter(({ code, subject }) => !had.has(`${code} ${subject}`));
  if (errors.length === 0) return;
  throw new DeployError(
    "CATALOG_INVALID",
    [
      `${what} Nothing was changed.`,
      ...errors.slice(0, MAX_LINES).map(({ file, reason }) => `  ${file}: ${reason}`),
    ].join("\n"),
    remedy,
  );
}

/** @returns errors; `file` is the place in the release: `services.users.environment.TABLE` */
function errorsOf(catalog: Catalog): readonly Finding[] {
  const fileOf = (path: readonly PropertyKey[]): string => path.map(String).join(".");
  const locate = (path: readonly PropertyKey[]): Position => ({ file: fileOf(path), line: 1, column: 1 });
  return checkCatalog({ catalog, partial: catalog, findings: [], invalidEntries: [], locate, fileOf }).filter(
    ({ severity }) => severity === "error",
  );
}
