import { deploymentReport, type DeploymentReport } from "../../model/report/deploymentReport";
import type { ReleaseRecord } from "../../model/release/record";
import { DeployError } from "../../model/errors";
import { readDriftCheck } from "../aws/buckets/driftChecks";
import { readEvents } from "../aws/buckets/deploymentEvents";
import { readRecord } from "../aws/buckets/releases";
import { nameOfUrn } from "../engine/changes/change";
import type { ExportedState, ResourceState } from "../engine/state/exportedState";
import { outputsInState } from "../engine/state/stateSummary";
import { deployedResources } from "../cost/deployedResources";
import type { Session } from "../session";
import { readStageState } from "../state/stageState";

/**
 * Reads what the report of a deployment shows.
 * @param root the project's folder
 * @throws DeployError RELEASE_UNKNOWN, RELEASE_INVALID, AWS
 */
export async function readReport(root: string, session: Session, release: number): Promise<DeploymentReport> {
  const { stage, target } = session;
  const [record, { events }, state, drift] = await Promise.all([
    readRecord(target, stage, release),
    readEvents(target, { stage, release }, 0),
    readStageState(root, session),
    readDriftCheck(target, stage),
  ]);
  const resources = state?.deployment.resources ?? [];
  return deploymentReport({
    record,
    replaced: record.replaced === null ? null : await readableRecord(session, record.replaced),
    events,
    deployed: state === null ? [] : deployedResources(state),
    dependencies: resourceDependencies(resources),
    drift,
    url: urlOf(state),
  });
}

/** null where the record was pruned, or cannot be read: the report is made without it */
async function readableRecord({ target, stage }: Session, id: number): Promise<ReleaseRecord | null> {
  try {
    return await readRecord(target, stage, id);
  } catch (error) {
    if (error instanceof DeployError && ["RELEASE_UNKNOWN", "RELEASE_INVALID"].includes(error.code)) return null;
    throw error;
  }
}

/** By name: names of the resources that it depends on, through components, too. */
export function resourceDependencies(resources: readonly ResourceState[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    resources.map(({ urn, dependencies = [] }) => [nameOfUrn(urn), dependencies.map((one) => nameOfUrn(one))]),
  );
}

function urlOf(state: ExportedState | null): string | null {
  const url = outputsInState(state)["url"]?.value;
  return typeof url === "string" ? url : null;
}
