import type { ErrorCode } from "../../model/errors";
import type { PhaseId } from "../../model/phases";
import type { Origin } from "../../model/release/record";
import { calling } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** What a rule of the account's default bus listens for. */
export const SOURCE = "listbackup.deployments";

/** What is told to the account's default bus: a deployment ends in exactly one of the last four. */
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
    /** Where the release came from. The way back that a failed deployment takes has `automatic` in it. */
    readonly origin: Origin;
    /** Why, in the words of who deploys. */
    readonly reason: string | null;
    readonly phase?: PhaseId;
    readonly outcome?: MilestoneKind;
    /** Why it did not end well. */
    readonly error?: ErrorCode;
  };
}

/** EventBridge takes so many at once. */
const AT_ONCE = 10;

/**
 * Tells milestones to the account's default bus, in batches.
 * @param signal ends the attempt
 * @throws DeployError AWS, also where only some were refused
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
  await calling(target, "telling EventBridge of the deployment", async () => {
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      const Entries = entries.slice(from, from + AT_ONCE);
      const { FailedEntryCount = 0, Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }), {
        abortSignal: signal,
      });
      const refused = answers.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (FailedEntryCount > 0)
        throw new Error(`${String(FailedEntryCount)} were refused: ${refused?.ErrorMessage ?? "no reason was given"}`);
    }
  });
}
