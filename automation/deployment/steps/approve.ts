import { DeployError } from "../../../model/errors";
import { summarize } from "../../ui/changes";
import type { Deployment } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";

export const approveStep: Step<never> = {
  kind: "approve",
  description: "ask before anything changes",
  runMigration: approve,
};

/** Asks a person. Where there is none, the answer must have come with the command. */
async function approve(deployment: Deployment): Promise<StepEnd> {
  const { terminal } = deployment.context;
  const remedy = `Say yes beforehand: \`${deployment.retryCommand} --yes\`.`;
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      "The deployment needs a yes, and there is no terminal to ask on. Nothing was changed.",
      remedy,
    );
  }
  const asked = new AbortController();
  void notifyWaiting(deployment, asked.signal);
  const yes = await terminal.confirm(questionOf(deployment));
  asked.abort();
  if (!yes) throw declined(deployment);
  deployment.approval = "asked";
  return DONE;
}

/** An answer, not an error: nobody is told to skip the question. */
function declined({ session }: Deployment): DeployError {
  const { name } = session.stage;
  return new DeployError(
    "DECLINED",
    `Not deployed: ${name} is unchanged.`,
    `See the status: \`bin/deploy status ${name}\`.`,
  );
}

/** Where traffic goes first, nobody has looked at the rest yet. */
function questionOf({ session, changes }: Deployment): string {
  const { name } = session.stage;
  return changes === undefined ? `Send the traffic of ${name} back?` : `Apply this to ${name} (${summarize(changes)})?`;
}

/** Whoever could say yes may not be looking. That nobody could be told is no reason to wait. */
async function notifyWaiting(deployment: Deployment, signal: AbortSignal): Promise<void> {
  const { context, session, request, caller, release, origin = { kind: "build" } } = deployment;
  try {
    const { tellWaiting } = await import("../../notify/notifier");
    const { reason } = request;
    const of = { who: caller?.arn ?? "somebody", commit: release?.source.commit ?? null, origin, reason };
    await tellWaiting(session.target, session.stage, of, signal);
  } catch (error) {
    if (!signal.aborted) context.terminal.detail(`Nobody is told that it waits: ${(error as Error).message}`);
  }
}
