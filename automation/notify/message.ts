import { unreachable } from "../../model/errors";
import type { Origin } from "../../model/release/record";
import type { Milestone, MilestoneKind } from "../aws/eventBridge";
import { completeCommands } from "../ui/suggestedCommands";

/** What notifications are sent for: not for each phase. */
type NotificationKind = Exclude<MilestoneKind, "phase"> | "waiting";

/** Links of a notification. null: there is none, or it is unknown */
export interface Links {
  /** URL of the API. */
  readonly api: string | null;
  /** The CI run. */
  readonly run: string | null;
  /** The stage's alarms, in the console. */
  readonly alarms: string | null;
  /** Its log groups, in the console. */
  readonly logs: string | null;
  /** The command that rolls back to the release that was live before. */
  readonly rollbackCommand: string | null;
  /** Whether commands need `--rehearsal`. */
  readonly rehearsal: boolean;
}

export interface Notification {
  readonly kind: NotificationKind;
  readonly stage: string;
  /** null: there is no release record yet */
  readonly release: number | null;
  readonly commit: string | null;
  /** ARN */
  readonly who: string;
  readonly origin: Origin;
  /** `--reason` of the command. */
  readonly reason: string | null;
  readonly error?: string;
  readonly links: Links;
}

const KIND_TEXTS: Readonly<Record<NotificationKind, string>> = {
  waiting: "waits for approval",
  started: "started",
  succeeded: "succeeded",
  failed: "FAILED",
  "rolled-back": "failed and was ROLLED BACK",
  cancelled: "was cancelled",
};

const MAX_REASON_LENGTH = 300;

/**
 * The notification of a milestone; null for milestones that are only published as events. An automatic rollback has no
 * notifications of its own: the failed deployment reports its outcome.
 */
export function notificationOf({ kind, detail }: Milestone, links: Links): Notification | null {
  const { stage, release, commit, who, origin, reason, error } = detail;
  if (kind === "phase" || (origin.kind === "rollback" && origin.automatic)) return null;
  return {
    kind,
    stage,
    release,
    commit,
    who,
    origin,
    reason,
    ...(error === undefined ? {} : { error }),
    links,
  };
}

/** One line of at most 100 ASCII characters: the limit of SNS for a subject. */
export function subjectOf({ stage, kind, release, origin }: Notification): string {
  const which = release === null ? "" : ` (release ${String(release)})`;
  return `${stage}: ${deploymentName(origin)} ${KIND_TEXTS[kind]}${which}`.slice(0, 100);
}

function deploymentName(origin: Origin): string {
  switch (origin.kind) {
    case "build":
      return "deployment";
    case "promotion":
      return `promotion from ${origin.stage}`;
    case "rollback":
      return `${origin.automatic ? "automatic " : ""}rollback to ${String(origin.to)}`;
    case "rotation":
      return `${origin.action === "undo" ? "undone rotation" : "rotation"} of ${origin.name}`;
    case "restore":
      return `restore of ${origin.stage}`;
    default:
      return unreachable(origin);
  }
}

/** The notification as plain text. */
export function textOf(notification: Notification): string {
  const { commit, who, reason, error, links, kind } = notification;
  const failed = kind === "failed" || kind === "rolled-back";
  const lines: readonly (readonly [title: string, text: string | null])[] = [
    ["Reason", reason === null ? null : reason.replace(/\s+/g, " ").trim().slice(0, MAX_REASON_LENGTH)],
    ["API", links.api],
    ["Run", links.run],
    ["Alarms", links.alarms],
    ["Logs", failed ? links.logs : null],
    ...nextSteps(notification),
  ];
  const text = [
    subjectOf(notification),
    `${commit === null ? "No commit" : `Commit ${commit.slice(0, 8)}`}, by ${principalName(who)}${error === undefined ? "" : `: ${error}`}`,
    ...lines.flatMap(([title, line]) => (line === null ? [] : [`${title}: ${line}`])),
  ].join("\n");
  // Each person has their own profile.
  return completeCommands(text, {
    stage: notification.stage,
    rehearsal: links.rehearsal,
    profile: null,
    awsProfile: null,
  });
}

/** Commands for the reader. */
function nextSteps({
  kind,
  stage,
  release,
  origin,
  links: { rollbackCommand },
}: Notification): readonly (readonly [string, string])[] {
  const cause = ["Cause", `\`bin/deploy events ${stage} --failed --release ${String(release)}\``] as const;
  const status = ["Status", `\`bin/deploy status ${stage}\``] as const;
  // A rollback has no rollback command: the status shows how to continue.
  const rollback =
    origin.kind === "rollback" || rollbackCommand === null ? [] : [["Roll back", `\`${rollbackCommand}\``] as const];
  switch (kind) {
    case "failed":
      return [cause, status, ...rollback];
    case "rolled-back":
      return [cause];
    case "cancelled":
      return [status, ...rollback];
    case "waiting":
    case "started":
    case "succeeded":
      return [];
    default:
      return unreachable(kind);
  }
}

/** For Slack, which requires three characters to be escaped. */
export function slackText(notification: Notification): string {
  return textOf(notification).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The last part of an ARN: a user, or the session name of a role. */
function principalName(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
