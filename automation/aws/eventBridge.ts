import type { ErrorCode } from "../../model/errors";
import type { PhaseId } from "../../model/phases";
import type { Origin } from "../../model/release/record";
import { calling } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** The `source` of the events, for rules on the account's default bus. */
export const SOURCE = "listbackup.deployments";

/** Detail types of the events. A deployment ends with exactly one of the last four. */
export const MILESTONES = {
  started: "Deployment Started",
  phase: "Deployment Phase Done",
  succeeded: "Deployment Succeeded",
  failed: "Deployment Failed",
  "rolled-back": "Deployment Rolled Back",
  cancelled: "Deployment Cancelled",
} as const;
export type MilestoneKind = keyof typeof MILESTONES;

export interface Milestone {
  readonly kind: MilestoneKind;
  /** ms since 1970 */
  readonly at: number;
  readonly detail: {
    readonly stage: string;
    /** Unix seconds */
    readonly release: number;
    readonly commit: string | null;
    /** ARN */
    readonly who: string;
    /** Where the release came from. An automatic rollback has `automatic`. */
    readonly origin: Origin;
    /** `--reason` of the command. */
    readonly reason: string | null;
    readonly phase?: PhaseId;
    readonly outcome?: MilestoneKind;
    /** Why it failed. */
    readonly error?: ErrorCode;
  };
}

/** Limit of PutEvents. */
const MAX_ENTRIES = 10;

/**
 * Publishes milestones on the account's default bus, in batches.
 * @param signal aborts the calls
 * @throws DeployError AWS, also where only some events were rejected
 */
export async function putMilestones(
  target: AwsTarget,
  milestones: readonly Milestone[],
  signal: AbortSignal,
): Promise<void> {
  const { EventBridgeClient, PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
  const client = new EventBridgeClient(clientConfig(target));
  const entries = milestones.map(({ kind, at, detail }) => ({
    Source: SOURCE,
    DetailType: MILESTONES[kind],
    Time: new Date(at),
    Detail: JSON.stringify(detail),
  }));
  await calling(target, "publishing events on EventBridge", async () => {
    for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
      const Entries = entries.slice(from, from + MAX_ENTRIES);
      const { FailedEntryCount = 0, Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }), {
        abortSignal: signal,
      });
      const rejected = results.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (FailedEntryCount > 0)
        throw new Error(
          `${String(FailedEntryCount)} events were rejected: ${rejected?.ErrorMessage ?? "no reason was given"}`,
        );
    }
  });
}
