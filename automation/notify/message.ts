import { unreachable } from "../../model/errors";
import type { Origin } from "../../model/release/record";
import type { Milestone, MilestoneKind } from "../aws/eventBridge";
import { completeCommands } from "../ui/suggestedCommands";

/** What people are told of: not each phase. */
export type News = Exclude<MilestoneKind, "phase"> | "waiting";

/** Where to look further. Null where there is nothing, or it is not known. */
export interface Links {
  /** Where the API is. */
  readonly api: string | null;
  /** The CI run. */
  readonly run: string | null;
  /** The stage's alarms, in the console. */
  readonly alarms: string | null;
  /** Its log groups, in the console. */
  readonly logs: string | null;
  /** The command that returns to what was live before. */
  readonly back: string | null;
  /** Whether commands need `--rehearsal`. */
  readonly rehearsal: boolean;
}

/** Something that somebody wants to hear of. */
export interface Notification {
  readonly news: News;
  readonly stage: string;
  /** Null while nothing is written down yet. */
  readonly release: number | null;
  readonly commit: string | null;
  /** ARN */
  readonly who: string;
  readonly origin: Origin;
  /** Why, in the words of who deploys. */
  readonly reason: string | null;
  readonly error?: string;
  readonly links: Links;
}

const WORDS: Readonly<Record<News, string>> = {
  waiting: "waits for approval",
  started: "began",
  succeeded: "succeeded",
  failed: "FAILED",
  "rolled-back": "failed and was ROLLED BACK",
  cancelled: "was cancelled",
};

const LONGEST_REASON = 300;

/**
 * What of a milestone people are told; null where it is for machines. The way back that a failed deployment takes is part
 * of that one: its end says how it went.
 */
export function notificationOf({ kind, detail }: Milestone, links: Links): Notification | null {
  const { stage, release, commit, who, origin, reason, error } = detail;
  if (kind === "phase" || (origin.kind === "rollback" && origin.automatic)) return null;
  return {
    news: kind,
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

/** One line: at most 100 characters of ASCII, as SNS wants a subject. */
export function subjectOf({ stage, news, release, origin }: Notification): string {
  const which = release === null ? "" : ` (release ${String(release)})`;
  return `${stage}: ${deedOf(origin)} ${WORDS[news]}${which}`.slice(0, 100);
}

function deedOf(origin: Origin): string {
  switch (origin.kind) {
    case "build":
      return "deployment";
    case "promotion":
      return `promotion from ${origin.stage}`;
    case "rollback":
      return `${origin.automatic ? "automatic " : ""}rollback to ${String(origin.to)}`;
    default:
      return unreachable(origin);
  }
}

/** The whole of it, as plain text. */
export function textOf(notification: Notification): string {
  const { commit, who, reason, error, links, news } = notification;
  const failed = news === "failed" || news === "rolled-back";
  const lines: readonly (readonly [title: string, text: string | null])[] = [
    ["Why", reason === null ? null : reason.replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON)],
    ["API", links.api],
    ["Run", links.run],
    ["Alarms", links.alarms],
    ["Logs", failed ? links.logs : null],
    ...nextOf(notification),
  ];
  const text = [
    subjectOf(notification),
    `${commit === null ? "No commit" : `Commit ${commit.slice(0, 8)}`}, by ${nameOf(who)}${error === undefined ? "" : `: ${error}`}`,
    ...lines.flatMap(([title, line]) => (line === null ? [] : [`${title}: ${line}`])),
  ].join("\n");
  // A profile is each person's own.
  return completeCommands(text, { stage: notification.stage, rehearsal: links.rehearsal, profile: null });
}

/** What whoever reads it does next. */
function nextOf({
  news,
  stage,
  release,
  origin,
  links: { back },
}: Notification): readonly (readonly [string, string])[] {
  const wrong = ["What went wrong", `\`bin/deploy events ${stage} --failed --release ${String(release)}\``] as const;
  const left = ["What is there", `\`bin/deploy status ${stage}\``] as const;
  // From a rollback there is no way back: what is there says how to go on.
  const onward = origin.kind === "rollback" || back === null ? [] : [["Back", `\`${back}\``] as const];
  switch (news) {
    case "failed":
      return [wrong, left, ...onward];
    case "rolled-back":
      return [wrong];
    case "cancelled":
      return [left, ...onward];
    case "waiting":
    case "started":
    case "succeeded":
      return [];
    default:
      return unreachable(news);
  }
}

/** For Slack, in whose texts three characters mean something. */
export function slackText(notification: Notification): string {
  return textOf(notification).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The last part of an ARN: a user, or who took a role. */
function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
