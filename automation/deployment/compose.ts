import { checkCatalog } from "../../model/catalog/check/check";
import type { Finding, Position } from "../../model/catalog/finding";
import type { Catalog } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import { stageOf, withServices } from "../../model/release/composition";
import type { ReleaseRecord } from "../../model/release/record";
import { filled, type Deployment, type StepResult } from "./deployment";
import { RECENT } from "./record";
import { refuseUnfinishedRollback } from "./unfinishedRollback";
import { requireServing } from "./serving";

/** Puts the services that were built into the release that serves: everything else stays as it is, settings too. */
export async function compose(deployment: Deployment, services: readonly string[]): Promise<StepResult> {
  const { readRecords } = await import("../aws/releases");
  const { target, stage } = deployment.session;
  const records = await readRecords(target, stage, RECENT);
  refuseUnfinishedRollback(stage.name, records, deployment.context.options.rehearsal);
  const live = requireServing(records, stage.name);
  const release = withServices(live.release, services, filled(deployment, "release"));
  refuseDefects(release.catalog, services, live);
  deployment.release = release;
  deployment.session = { target, stage: stageOf(stage, live) };
  deployment.context.terminal.note(`Release ${String(live.id)} with another ${services.join(", ")}`);
  return { kind: "done" };
}

/** What a service needs of the others may not be deployed yet: defects that the live release alone does not have. */
function refuseDefects(catalog: Catalog, services: readonly string[], live: ReleaseRecord): void {
  const had = new Set(defectsOf(live.release.catalog).map(({ code, subject }) => `${code} ${subject}`));
  const errors = defectsOf(catalog).filter(({ code, subject }) => !had.has(`${code} ${subject}`));
  if (errors.length === 0) return;
  throw new DeployError(
    "CATALOG_INVALID",
    [
      `${services.join(", ")} and release ${String(live.id)} do not fit together. Nothing was changed.`,
      ...errors.slice(0, 10).map(({ file, reason }) => `  ${file}: ${reason}`),
    ].join("\n"),
    `Deploy what they share too: \`bin/deploy up ${live.stage}\`.`,
  );
}

/** @returns errors; `file` is the place in the release: `services.users.environment.TABLE` */
function defectsOf(catalog: Catalog): readonly Finding[] {
  const locate = (path: readonly PropertyKey[]): Position => ({ file: path.map(String).join("."), line: 1, column: 1 });
  return checkCatalog({ catalog, partial: catalog, findings: [], locate }).filter(
    ({ severity }) => severity === "error",
  );
}
