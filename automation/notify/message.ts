import type { Milestone, MilestoneKind } from "../aws/eventBridge";

/** What people are told of: not each phase. */
export type News = Exclude<MilestoneKind, "phase"> | "waiting";

/** Something that somebody wants to hear of. */
export interface Notification {
  readonly news: News;
  readonly stage: string;
  /** Null while nothing is written down yet. */
  readonly release: number | null;
  readonly commit: string | null;
  /** ARN */
  readonly who: string;
  readonly error?: string;
  /** Where the API is; null where that is not known. */
  readonly api: string | null;
  /** Address of the CI run; null elsewhere. */
  readonly run: string | null;
}

const WORDS: Readonly<Record<News, string>> = {
  waiting: "waits for approval",
  started: "began",
  succeeded: "succeeded",
  failed: "FAILED",
  "rolled-back": "failed and was ROLLED BACK",
  cancelled: "was cancelled",
};

/** What of a milestone people are told; null where it is for machines. */
export function notificationOf(
  { kind, detail }: Milestone,
  links: Pick<Notification, "api" | "run">,
): Notification | null {
  if (kind === "phase") return null;
  const { stage, release, commit, who, error } = detail;
  return { news: kind, stage, release, commit, who, ...(error === undefined ? {} : { error }), ...links };
}

/** One line: at most 100 characters of ASCII, as SNS wants a subject. */
export function subjectOf({ stage, news, release }: Notification): string {
  return `${stage}: deployment ${WORDS[news]}${release === null ? "" : ` (release ${String(release)})`}`.slice(0, 100);
}

/** The whole of it, as plain text. */
export function textOf(notification: Notification): string {
  const { stage, release, commit, who, error, api, run, news } = notification;
  const bad = news === "failed" || news === "rolled-back";
  return [
    subjectOf(notification),
    `${commit === null ? "No commit" : `Commit ${commit.slice(0, 8)}`}, by ${nameOf(who)}${error === undefined ? "" : `: ${error}`}`,
    ...(api === null ? [] : [`API: ${api}`]),
    ...(run === null ? [] : [`Run: ${run}`]),
    ...(bad ? [`What went wrong: bin/deploy events ${stage} --failed --release ${String(release)}`] : []),
    ...(news === "failed" ? [`Back: bin/deploy rollback ${stage}`] : []),
  ].join("\n");
}

/** For Slack, in whose texts three characters mean something. */
export function slackText(notification: Notification): string {
  return textOf(notification).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The last part of an ARN: a user, or who took a role. */
function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
