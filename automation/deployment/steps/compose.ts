import { DeployError } from "../../../model/errors";
import { artifactsWithServices, stageWithSettingsOf } from "../../../model/release/composition";
import { composeServices, type SharedResource } from "../../../model/release/serviceComposition";
import type { ReleaseRecord } from "../../../model/release/record";
import type { With } from "../deployment";
import type { StepEnd } from "../step";
import { refuseUnfinishedRollback } from "../rollback/unfinishedRollback";
import { servingReleaseOf } from "../../records/servingRelease";

/**
 * Puts services of the working tree, and what only they use, into the catalog of the live release, before the build.
 * Resources that they share with others stay as in the live release.
 * @throws DeployError CATALOG_INVALID where the live release lacks a shared resource, or the two are incompatible
 */
export async function selectServices(
  deployment: With<"catalog">,
  services: readonly string[],
): Promise<StepEnd<"composition">> {
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const { assertNoNewErrors } = await import("../preconditions/newCatalogErrors");
  const { context, session } = deployment;
  const { target, stage } = session;
  const records = await readRecentRecords(target, stage);
  refuseUnfinishedRollback(stage.name, records);
  const into = servingReleaseOf(records, stage.name);
  const { catalog, added, changed, missing, unchanged } = composeServices(
    into.release.catalog,
    services,
    deployment.catalog,
  );
  const whole = `bin/deploy up ${stage.name}`;
  if (missing.length > 0) throw missingSharedResources(services, into, missing, whole);
  assertNoNewErrors(
    into.release.catalog,
    catalog,
    `${services.join(", ")} and release ${String(into.id)} are incompatible.`,
    `Deploy everything: \`${whole}\`.`,
  );
  if (added.length > 0)
    context.terminal.note(`Added, because only ${services.join(", ")} use them: ${added.join(", ")}`);
  if (changed.length > 0)
    context.terminal.note(`Changed, because only ${services.join(", ")} use them: ${changed.join(", ")}`);
  for (const { id, users } of unchanged)
    context.terminal.warn(
      `${id} differs in the working tree and stays as in the live release: ${users.join(", ")} use it too. To change it: \`${whole}\``,
    );
  return { kind: "done", gives: { composition: { into, catalog } } };
}

/** Puts the built services into the live release. Everything else stays, including settings. */
export function compose(deployment: With<"composition" | "release">, services: readonly string[]): StepEnd<"release"> {
  const { into, catalog } = deployment.composition;
  const built = deployment.release;
  const release = { ...built, catalog, artifacts: artifactsWithServices(into.release, services, built) };
  const { target, stage } = deployment.session;
  deployment.session = { target, stage: stageWithSettingsOf(stage, into) };
  deployment.context.terminal.note(`Release ${String(into.id)} with another ${services.join(", ")}`);
  return { kind: "done", gives: { release } };
}

function missingSharedResources(
  services: readonly string[],
  into: ReleaseRecord,
  missing: readonly SharedResource[],
  whole: string,
): DeployError {
  const lines = missing.map(({ id, users }) => `  ${id}: ${users.join(", ")} use it too`);
  const sharers = missing.flatMap(({ users }) => users.filter((user) => !user.includes(":")));
  const together = [...new Set([...services, ...sharers])].sort().join(",");
  return new DeployError(
    "CATALOG_INVALID",
    [
      `${services.join(", ")} use shared resources that release ${String(into.id)} does not have. Nothing was changed.`,
      ...lines,
    ].join("\n"),
    `Deploy them together: \`${whole} --service ${together}\`, or everything: \`${whole}\`.`,
  );
}
