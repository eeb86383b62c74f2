import { requireKnownNames } from "../../../model/knownNames";
import { releaseWithServices, rollbackRelease } from "../../../model/release/composition";
import type { ReleaseRecord } from "../../../model/release/record";
import type { Release } from "../../../model/release/release";
import type { StageData } from "../../../model/release/stageData";
import { assertNoNewErrors } from "../preconditions/newCatalogErrors";
import { rollbackCommand } from "./unfinishedRollback";

/**
 * The live release, with some services of another release.
 * @throws DeployError USAGE, CATALOG_INVALID where the restored services need what the live release no longer has
 */
export function restoredServices(
  serving: ReleaseRecord | null,
  services: readonly string[],
  then: ReleaseRecord,
  data: StageData,
): Release {
  const base = serving ?? then;
  const known = new Set([base, then].flatMap(({ release }) => Object.keys(release.catalog.services)));
  requireKnownNames("service in either release", services, [...known]);
  const today = rollbackRelease(base.release, data);
  const composed = releaseWithServices(today, services, then.release);
  const whole = rollbackCommand(then.stage, { id: then.id, services: [] });
  assertNoNewErrors(
    today.catalog,
    composed.catalog,
    `${services.join(", ")} of release ${String(then.id)} and release ${String(base.id)} are incompatible.`,
    `Roll back to the whole release: \`${whole}\`.`,
  );
  return composed;
}
