import { DeployError } from "../../model/errors";
import type { Freeze } from "../../model/release/freeze";
import { presenceOf, type Lease, type Presence } from "../../model/release/lease";
import { liveRecord, type Outcome, type ReleaseRecord } from "../../model/release/record";
import type { Stage } from "../../model/stage/stage";
import type { StageName } from "../../model/stage/name";
import type { Context } from "../commands/command";
import { openStageEngine } from "../engine/stageEngine";
import { ownPlace, startOf } from "../place";
import { openSession } from "../session";
import { callApi, emulatedOf } from "../aws/health";
import { awsHealth, type AwsHealth } from "../aws/healthEvents";
import { RECENT } from "./record";
import { urlOf } from "./verify";

/** What is known of a stage from outside it. */
export type StageStatus =
  | { readonly stage: StageName; readonly kind: "unreachable"; readonly reason: string }
  | { readonly stage: StageName; readonly kind: "empty" }
  | {
      readonly stage: StageName;
      readonly kind: "deployed";
      readonly resources: number;
      /** Resources, components and providers: what the engine's cost grows with. */
      readonly entries: number;
      readonly functions: number;
      readonly url: string;
      /** What /health says. */
      readonly health: "healthy" | "unhealthy" | "no answer";
      /** Operations that a killed run began and never finished. */
      readonly pending: number;
      /** The release that is live; null where nothing was written down. */
      readonly release: LiveRelease | null;
      /** Where the stage is not well: whether AWS is. */
      readonly aws: AwsHealth | null;
      /** Who deploys now, or did and is gone. */
      readonly lease: { readonly lease: Lease | null; readonly presence: Presence } | null;
      readonly freeze: Freeze | null;
      /** What was deployed last, where that did not end well. */
      readonly unfinished: {
        readonly id: number;
        readonly outcome: Outcome;
        readonly who: string;
        readonly shifting: number;
      } | null;
    };

export interface LiveRelease {
  /** Unix seconds at which its deployment began. */
  readonly id: number;
  readonly commit: string | null;
  readonly dirty: boolean;
}

/** Looks at one stage. What cannot be reached is said, not thrown: the other stages are still of interest. */
export async function stageStatus(context: Context, name: StageName): Promise<StageStatus> {
  try {
    const session = await openSession(context, name);
    const { requireAccount } = await import("../aws/identity");
    await requireAccount(session.target);
    const engine = await openStageEngine(context, session, "read");
    try {
      const { readRecords } = await import("../aws/releases");
      const { readLease } = await import("../aws/lease");
      const { readFreeze } = await import("../aws/freeze");
      const state = await engine.state();
      if (state.resources === 0) return { stage: name, kind: "empty" };
      const { target, stage } = session;
      const [outputs, records, lease, freeze] = await Promise.all([
        engine.outputs(),
        readRecords(target, stage, RECENT),
        readLease(target, stage),
        readFreeze(target, stage),
      ]);
      const url = urlOf(outputs);
      const functions = outputs["functions"]?.value;
      const health = await healthOf(url, session.stage);
      return {
        stage: name,
        kind: "deployed",
        resources: state.resources,
        entries: state.entries,
        functions: typeof functions === "number" ? functions : 0,
        url,
        health,
        aws: health === "healthy" ? null : await awsHealth(target),
        pending: state.pending.length,
        ...releasesOf(records),
        lease: lease === null ? null : { lease: lease.lease, presence: presenceAt(lease.lease) },
        freeze,
      };
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (!(error instanceof DeployError) || error.code === "CONFIG_INVALID" || error.code === "EMULATOR_NOT_RUNNING")
      throw error;
    return { stage: name, kind: "unreachable", reason: error.what };
  }
}

function presenceAt(lease: Lease | null): Presence {
  return lease === null ? "unknown" : presenceOf(lease.place, ownPlace(), startOf);
}

/** Nothing is left to be done about these. */
const GOOD: readonly Outcome[] = ["succeeded", "rolled-back", "destroyed"];

function releasesOf(
  records: readonly ReleaseRecord[],
): Pick<Extract<StageStatus, { readonly kind: "deployed" }>, "release" | "unfinished"> {
  const live = liveRecord(records);
  const [newest] = records;
  return {
    release:
      live === null ? null : { id: live.id, commit: live.release.source.commit, dirty: live.release.source.dirty },
    unfinished:
      newest === undefined || GOOD.includes(newest.outcome)
        ? null
        : {
            id: newest.id,
            outcome: newest.outcome,
            who: newest.who,
            shifting: Object.keys(newest.shifting).length,
          },
  };
}

async function healthOf(url: string, stage: Stage): Promise<"healthy" | "unhealthy" | "no answer"> {
  if (url === "") return "no answer";
  try {
    const { status } = await callApi({
      url,
      method: "GET",
      path: "/health",
      timeoutMs: 5_000,
      emulated: emulatedOf(stage),
    });
    return status === 200 ? "healthy" : "unhealthy";
  } catch {
    return "no answer";
  }
}
