import type { CheckGroup } from "../../model/catalog/schema/checks";
import { clockTime } from "../../model/time";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import { liveSubject } from "./liveSubject";
import { checkServedRoutes } from "./servedRoutes";
import { checkServedVersions } from "./servedVersions";
import { verifyStage } from "./verify";
import type { VerifyRun } from "./verifyResult";

/**
 * Runs the checks of a stage's live release.
 * @param groups empty: all
 * @param since start of the metrics, logs and traces. Unix ms; null: since the release was deployed, at most an hour ago
 * @throws DeployError RELEASE_UNKNOWN, AWS
 */
export async function verifyLive(
  context: Context,
  session: Session,
  groups: readonly CheckGroup[],
  since: number | null,
): Promise<VerifyRun> {
  const { record, subject, isSettled, rollbackTarget } = await liveSubject(context, session, since);
  context.terminal.note(`Metrics, logs and traces are checked since ${clockTime(subject.since)}.`);
  const started = performance.now();
  const checked = await verifyStage(subject, { kind: "verify", groups }, context);
  const isAsked = groups.length === 0 || groups.includes("health");
  const isCompared = isAsked && !context.signal.aborted;
  const served = isCompared ? await checkServedVersions(subject, isSettled) : null;
  // In an unfinished deployment the API may have the routes of two releases.
  const routes = isCompared && isSettled ? await checkServedRoutes(subject) : null;
  return {
    stage: subject.stage,
    release: record.id,
    rollbackTarget,
    since: subject.since,
    results: [...checked, ...[served, routes].filter((result) => result !== null)],
    milliseconds: performance.now() - started,
    isCancelled: context.signal.aborted,
  };
}
