import { parseReleaseId } from "../../model/release/id";
import { STAGES } from "../../model/stage/name";
import { releaseIds } from "../aws/buckets/releases";
import type { Context } from "../commands/command";
import { noDeployment } from "../records/servingRelease";
import { openStage, type Session } from "../session";
import { deploymentPage } from "./page/deploymentPage";
import { stagesPage } from "./page/stagesPage";
import { readReport } from "./readReport";
import { readStages } from "./readStages";

/** A page that can be made again while what it shows changes. */
export interface PageMaker {
  /** Name of its file. */
  readonly name: string;
  /** What it shows, for `--json`. */
  readonly data: object;
  readonly page: (refreshSeconds?: number) => Promise<string>;
}

/** @throws DeployError USAGE, RELEASE_UNKNOWN, AWS */
export async function deploymentPageMaker(
  context: Context,
  stageName: string,
  wanted: string | undefined,
): Promise<PageMaker> {
  const named = wanted === undefined ? undefined : parseReleaseId(wanted);
  const session = await openStage(context, stageName);
  const { stage } = session;
  const release = named ?? (await newestRelease(session));
  return {
    name: `report-${stage.name}-${String(release)}.html`,
    data: { stage: stage.name, release },
    page: async (refreshSeconds) => {
      const report = await readReport(context.wiring.root, session, release);
      // A page of what has ended does not change.
      return deploymentPage(report, report.closing === null ? refreshSeconds : undefined);
    },
  };
}

export function stagesPageMaker(context: Context): PageMaker {
  return {
    name: "report-stages.html",
    data: { stages: STAGES },
    page: async (refreshSeconds) => stagesPage(await readStages(context, STAGES), Date.now(), refreshSeconds),
  };
}

/** @throws DeployError RELEASE_UNKNOWN */
async function newestRelease({ target, stage }: Session): Promise<number> {
  const [newest] = await releaseIds(target, stage);
  if (newest === undefined) throw noDeployment(stage.name);
  return newest;
}
