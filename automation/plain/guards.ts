import { DeployError } from "../../model/errors";
import { presenceOf } from "../../model/lock/leaseOwner";
import { unfinishedRestore } from "../../model/release/unfinishedRestore";
import type { Stage } from "../../model/stage/stage";
import { restoreUnfinished } from "../deployment/preconditions/unfinishedRestore";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import { selectionText, type ReleaseSelection } from "./releaseSelection";

/** What `pulumi up` would deploy, for the guards. */
export interface GuardedRelease {
  readonly selection: ReleaseSelection;
  readonly isLive: boolean;
  /** Configuration key `listbackup:allowRelease`: the selection that a protected stage accepts. */
  readonly allowed: string | undefined;
}

/**
 * What `pulumi up` is refused for: another release than the live one on a protected stage, a freeze, a failover, an
 * unfinished restore, a run of this program that did not end, a lease.
 * @returns in order; empty: nothing
 */
export async function refusals(session: Session, release: GuardedRelease): Promise<readonly DeployError[]> {
  const protection = protectionRefusal(session.stage, release);
  const guards = await Promise.all([
    freezeRefusal(session),
    failedOverRefusal(session),
    restoreRefusal(session),
    interruptedRefusal(session),
    leaseRefusal(session),
  ]);
  return [protection, ...guards].filter((one) => one !== null);
}

/** @returns null where the release may be deployed */
export function protectionRefusal(
  stage: Pick<Stage, "name" | "protected">,
  { selection, isLive, allowed }: GuardedRelease,
): DeployError | null {
  const selected = selectionText(selection);
  if (!stage.protected || isLive || allowed === selected) return null;
  return new DeployError(
    "PROTECTED",
    `${stage.name} is protected: \`pulumi up\` deploys its live release only, and listbackup:release is ${selected}. Nothing was changed.`,
    `Use \`bin/deploy promote ${stage.name}\`, or allow this release by name: \`pulumi config set listbackup:allowRelease ${selected} --stack ${stage.name}\`.`,
  );
}

async function freezeRefusal({ target, stage }: Session): Promise<DeployError | null> {
  const { readFreeze } = await import("../aws/buckets/freeze");
  const freeze = await readFreeze(target, stage);
  if (freeze === null) return null;
  const { frozenError } = await import("../lock/freeze");
  return frozenError(stage.name, freeze, false);
}

async function failedOverRefusal(session: Session): Promise<DeployError | null> {
  const { failoverRefusal } = await import("../lock/failedOver");
  return failoverRefusal(session, () => undefined);
}

async function restoreRefusal({ target, stage }: Session): Promise<DeployError | null> {
  const { readRecordsSinceLive } = await import("../aws/buckets/releases");
  const unfinished = unfinishedRestore(await readRecordsSinceLive(target, stage));
  return unfinished === null ? null : restoreUnfinished(stage.name, unfinished);
}

/** The state lacks what the run began: `pulumi up` would create it a second time. */
async function interruptedRefusal({ target, stage }: Session): Promise<DeployError | null> {
  const { interruptedRun } = await import("../engine/journal/unfinishedRuns");
  const { stageJournals } = await import("../engine/journal/stageJournals");
  const runs = await (await stageJournals(target, stage)).runs();
  return runs.length === 0 ? null : interruptedRun(stage);
}

async function leaseRefusal({ target, stage }: Session): Promise<DeployError | null> {
  const { readLease } = await import("../aws/buckets/lease");
  const stored = await readLease(target, stage);
  if (stored === null) return null;
  const { lease } = stored;
  if (lease !== null && presenceOf(lease.place, processIdentity(), processStartTime) === "gone") return null;
  const { leaseHeld } = await import("../lock/lease");
  return leaseHeld(stage.name, lease);
}
