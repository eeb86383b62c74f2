import { stageOf, withServices } from "../../model/release/composition";
import { filled, type Deployment, type StepResult } from "./deployment";
import { refuseNewDefects } from "./newDefects";
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
  // What a service needs of the others may not be deployed yet.
  refuseNewDefects(
    live.release.catalog,
    release.catalog,
    `${services.join(", ")} and release ${String(live.id)} do not fit together.`,
    `Deploy what they share too: \`bin/deploy up ${live.stage}\`.`,
  );
  deployment.release = release;
  deployment.session = { target, stage: stageOf(stage, live) };
  deployment.context.terminal.note(`Release ${String(live.id)} with another ${services.join(", ")}`);
  return { kind: "done" };
}
