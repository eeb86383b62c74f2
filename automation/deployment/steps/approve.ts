import type { BackupSet } from "../../../model/backup/set";
import { DeployError } from "../../../model/errors";
import { summarize } from "../../ui/changes";
import { count } from "../../ui/duration";
import type { Deployment } from "../deployment";
import type { PreviewedChanges } from "../hooks";
import { DONE, type StepEnd } from "../step";

/** Asks for approval. Without a terminal, `--yes` must have been given. */
export async function approve(deployment: Deployment): Promise<StepEnd> {
  const { terminal, hooks } = deployment.context;
  if (hooks?.approve !== undefined) {
    if (!(await hooks.approve(previewOf(deployment)))) throw declined(deployment);
    deployment.approval = "asked";
    return DONE;
  }
  const remedy = `Approve it on the command line: \`${deployment.retryCommand} --yes\`.`;
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      "The deployment needs an approval, and there is no terminal to ask on. Nothing was changed.",
      remedy,
    );
  }
  const notification = new AbortController();
  void notifyWaiting(deployment, notification.signal);
  const yes = await terminal.confirm(questionOf(deployment));
  notification.abort();
  if (!yes) throw declined(deployment);
  deployment.approval = "asked";
  return DONE;
}

function previewOf({ session, changes = [], review, cost }: Deployment): PreviewedChanges {
  return { stage: session.stage.name, changes, review: review ?? null, cost: cost ?? null };
}

/** "No" is an answer, not an error: the remedy does not suggest `--yes`. */
function declined({ session }: Deployment): DeployError {
  const { name } = session.stage;
  return new DeployError(
    "DECLINED",
    `Not deployed: ${name} is unchanged.`,
    `See the status: \`bin/deploy status ${name}\`.`,
  );
}

/** With `--fast` nothing has been previewed yet. */
function questionOf({ session, changes, restoring }: Deployment): string {
  const { name } = session.stage;
  if (restoring !== undefined) return restoreQuestion(name, restoring.set);
  return changes === undefined
    ? `Shift the traffic of ${name} back?`
    : `Apply this to ${name} (${summarize(changes)})?`;
}

function restoreQuestion(name: string, { id, stage, tables, users }: BackupSet): string {
  const items = tables.reduce<number | null>(
    (sum, one) => (sum === null || one.items === null ? null : sum + one.items),
    0,
  );
  const contents = [
    count(tables.length, "table"),
    ...(items === null ? [] : [count(items, "item")]),
    count(users?.users ?? 0, "user"),
  ];
  return `Restore set ${String(id)} of ${stage} to ${name} (${contents.join(", ")})?`;
}

/** Notifies people that a deployment waits for approval. A failed notification is not an error. */
async function notifyWaiting(deployment: Deployment, signal: AbortSignal): Promise<void> {
  const { context, session, request, caller, release, origin = { kind: "build" } } = deployment;
  try {
    const { notifyApprovalRequest } = await import("../../notify/notifier");
    const { reason } = request;
    const of = { who: caller?.arn ?? "unknown", commit: release?.source.commit ?? null, origin, reason };
    await notifyApprovalRequest(session.target, session.stage, of, signal);
  } catch (error) {
    if (!signal.aborted)
      context.terminal.detail(`The notification that approval is pending failed: ${(error as Error).message}`);
  }
}
