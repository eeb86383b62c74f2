import type { Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { otherRolesOfGithub } from "../../aws/account/githubRoles";
import { requireAccount } from "../../aws/account/identity";
import { bucketExists } from "../../aws/buckets/bucket";
import type { Context } from "../../commands/command";
import { isComponent, nameOfUrn } from "../../engine/changes/change";
import type { Engine } from "../../engine/engine";
import { engineError } from "../../engine/failures/engineError";
import type { ExportedState, ResourceState } from "../../engine/state/exportedState";
import { withLease } from "../../lock/lease";
import type { Session } from "../../session";
import { recoverInterrupted } from "../../state/interruptedRun";
import { reportProgress } from "../../ui/foundation";
import { foundationOfStage } from "../bootstrapAccount";
import { deleteFoundationData, foundationData, type RemoveResult } from "./data";
import { openFoundationEngine, ownerSession } from "./foundationEngine";
import { usersOfFoundation } from "./users";

export interface RemoveRequest {
  /** Whether the removal was approved on the command line. */
  readonly approved: boolean;
  /** Whether buckets and key go too. */
  readonly deleteData: boolean;
  readonly retryCommand: string;
}

/**
 * Removes the foundation of a stage's account and region. Buckets and key have what no deployment can bring back, so they
 * remain, unless their deletion is asked for. The next `bootstrap` imports what remains.
 * @throws DeployError PROTECTED where something uses it
 */
export async function removeFoundation(
  context: Context,
  session: Session,
  request: RemoveRequest,
): Promise<RemoveResult> {
  const { target, stage } = session;
  const caller = await requireAccount(target);
  const foundation = await foundationOfStage(context, session);
  await assertUnused(context, session, foundation);
  // Without it there is neither a state nor a lease; a deletion of the rest may have been interrupted.
  const hasState = await bucketExists(target, DRIVER_NAMES.stateBucket(foundation.owner));
  const lease = { command: `bootstrap ${stage.name} --remove`, who: caller.arn };
  const removed = hasState
    ? await withLease(context, ownerSession(session, foundation), lease, (held) =>
        destroyStack(held, session, foundation, request),
      )
    : [];
  if (request.deleteData) await deleteFoundationData(context, session, foundation);
  return { removed, remaining: await foundationData(target, foundation) };
}

async function assertUnused({ wiring }: Context, session: Session, foundation: Foundation): Promise<void> {
  const { owner, isGlobal } = foundation;
  const stages = isGlobal ? foundation.accountStages : foundation.stages;
  const protectedStage = stages.find((stage) => stage.protected);
  if (protectedStage !== undefined) {
    throw new DeployError(
      "PROTECTED",
      `${protectedStage.name} is protected, and uses the foundation of ${owner.name}. Nothing was changed.`,
      `To remove it, set listbackup:protected to false in Pulumi.${protectedStage.name}.yaml in a commit of its own.`,
    );
  }
  const users = await usersOfFoundation(wiring.root, session, foundation);
  if (users.length === 0) return;
  throw new DeployError(
    "PROTECTED",
    `The foundation of ${owner.name} is in use. Nothing was changed.\n${users.map((line) => `  ${line}`).join("\n")}`,
    "Run the commands above first.",
  );
}

async function destroyStack(
  context: Context,
  session: Session,
  foundation: Foundation,
  { approved, retryCommand }: RemoveRequest,
): Promise<readonly string[]> {
  const engine = await openFoundationEngine(context, session, foundation);
  try {
    await recoverInterrupted(context, engine, retryCommand);
    const state = await engine.exportState();
    if (state === null) return [];
    await retainSharedProvider(context, session, engine, state);
    const removed = removedWith(await engine.exportState());
    for (const name of removed) context.terminal.note(`  - ${name}`);
    if (!approved) await approve(context, foundation, removed.length, retryCommand);
    await engine.unprotect((state.deployment.resources ?? []).map(({ urn }) => nameOfUrn(urn)));
    const result = await engine.destroy({ signal: context.signal, onEvent: reportProgress(context.terminal) });
    switch (result.kind) {
      case "succeeded":
        await engine.remove();
        return removed;
      case "failed":
        throw engineError(result.failures, "The foundation is partly removed; the others remain.", retryCommand);
      case "cancelled":
        throw new DeployError(
          "CANCELLED",
          "Cancelled: the foundation is partly removed.",
          `Continue with \`${retryCommand}\`.`,
        );
    }
  } finally {
    await engine.close();
  }
}

/** What is deleted in AWS with the stack: `audit (Trail)`. */
function removedWith(state: ExportedState | null): readonly string[] {
  const isDeleted = ({ custom, type, retainOnDelete }: ResourceState): boolean =>
    custom === true && retainOnDelete !== true && !isComponent(type);
  return (state?.deployment.resources ?? [])
    .filter(isDeleted)
    .map(({ urn, type }) => `${nameOfUrn(urn)} (${type.split(":").at(-1) ?? type})`);
}

/** An account has one provider of GitHub's tokens: it stays where roles of others trust it. */
async function retainSharedProvider(
  { terminal }: Context,
  { target }: Session,
  engine: Engine,
  state: ExportedState,
): Promise<void> {
  const provider = state.deployment.resources?.find(({ urn }) => nameOfUrn(urn) === "github");
  if (provider === undefined) return;
  const roles = await otherRolesOfGithub(target);
  if (roles.length === 0) return;
  await engine.retain(["github"]);
  terminal.note(`The identity provider of GitHub stays, because other roles trust it: ${roles.join(", ")}`);
}

async function approve(
  { terminal }: Context,
  { owner }: Foundation,
  resources: number,
  retryCommand: string,
): Promise<void> {
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      `The removal of ${String(resources)} resources needs an approval, and there is no terminal to ask on. Nothing was changed.`,
      `Approve it on the command line: \`${retryCommand} --yes\`.`,
    );
  }
  if (await terminal.confirm(`Remove the foundation of account ${owner.account} in ${owner.region}?`)) return;
  throw new DeployError("DECLINED", `Not removed: account ${owner.account} is unchanged.`, "Nothing is left to do.");
}
