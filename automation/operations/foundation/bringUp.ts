import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hasBackups } from "../../../model/account/backups";
import type { Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { bootstrap, bootstrapItems, bootstrapOptions } from "../../aws/account/bootstrap";
import type { BootstrapItem } from "../../aws/account/bootstrapItem";
import { ensureBackupSettings } from "../../aws/account/backupSettings";
import { requireAccount } from "../../aws/account/identity";
import type { Context } from "../../commands/command";
import type { Change } from "../../engine/changes/change";
import type { Engine } from "../../engine/engine";
import { engineError } from "../../engine/failures/engineError";
import { foundationStack } from "../../engine/state/project";
import { withLease } from "../../lock/lease";
import type { Session } from "../../session";
import { recoverInterrupted } from "../../state/interruptedRun";
import { describeFoundationChanges, reportProgress } from "../../ui/foundation";
import { foundationOfStage } from "../bootstrapAccount";
import { ensureStageSecrets, type StageSecretsResult } from "../stageSecrets";
import { requireServiceRoles } from "./accountRoles";
import { findAdoptions } from "./adoptions";
import { copyToBackups } from "./copyToBackups";
import { approveFoundation } from "./approval";
import { openFoundationEngine, ownerSession, withTemporaryState } from "./foundationEngine";

export interface BringUpRequest {
  /** Whether the changes were approved on the command line. */
  readonly approved: boolean;
  /** How to repeat this command. */
  readonly retryCommand: string;
}

export interface BringUpResult {
  readonly foundation: Foundation;
  readonly stack: string;
  /** What the SDK creates before the stack exists. */
  readonly items: readonly BootstrapItem[];
  /** Changes that the stack made. */
  readonly changes: readonly Change[];
  readonly stageFile: StageSecretsResult;
}

/**
 * Deploys the foundation of a stage's account and region: previews it, asks, and applies it. State bucket and key are
 * created by the SDK first, because no state exists without them; the stack imports them. Killed at any point, the next
 * run imports what exists and continues.
 */
export async function bringUpFoundation(
  context: Context,
  session: Session,
  request: BringUpRequest,
): Promise<BringUpResult> {
  const { target, stage } = session;
  const caller = await requireAccount(target);
  const foundation = await foundationOfStage(context, session);
  await requireServiceRoles(target, foundation);
  const options = bootstrapOptions(foundation);
  const before = await bootstrapItems(target, stage, options.backups);
  let items: readonly BootstrapItem[] = before.map(({ what, name }) => ({ what, name, created: false }));
  let { approved } = request;
  const isMissing = before.some(({ exists }) => !exists);
  if (isMissing) {
    const changes = await previewBeforeState(context, session, foundation, request);
    show(context, foundation, changes);
    if (!approved) await approveFoundation(context, foundation, changes, request.retryCommand);
    approved = true;
    items = (await bootstrap(target, stage, options)).items;
  }
  const lease = { command: `bootstrap ${stage.name}`, who: caller.arn };
  const changes = await withLease(context, ownerSession(session, foundation), lease, (held) =>
    updateStack(held, session, foundation, { ...request, approved, isShown: isMissing }),
  );
  await copyToBackups(context, session, foundation);
  if (hasBackups(foundation) && (await ensureBackupSettings(target)))
    context.terminal.note(
      "AWS Backup backs up tables, with its advanced features, which copies to other regions need.",
    );
  const stageFile = await ensureStageSecrets(context.wiring.root, session);
  return { foundation, stack: foundationStack(foundation.owner.name).name, items, changes, stageFile };
}

/** The changes of a foundation whose state bucket or key does not exist yet. */
async function previewBeforeState(
  context: Context,
  session: Session,
  foundation: Foundation,
  { retryCommand }: BringUpRequest,
): Promise<readonly Change[]> {
  const preview = (engine: Engine): Promise<readonly Change[]> =>
    withPreview(context, session, foundation, { engine, retryCommand }, ({ changes }) => Promise.resolve(changes));
  // A rehearsal's state is in files.
  if (session.target.kind === "aws") return withTemporaryState(context, session, foundation, preview);
  const engine = await openFoundationEngine(context, session, foundation);
  return preview(engine).finally(() => engine.close());
}

async function updateStack(
  context: Context,
  session: Session,
  foundation: Foundation,
  { approved, isShown, retryCommand }: BringUpRequest & { readonly isShown: boolean },
): Promise<readonly Change[]> {
  const engine = await openFoundationEngine(context, session, foundation);
  try {
    await recoverInterrupted(context, engine, retryCommand);
    await releaseBuckets(engine, foundation);
    return await withPreview(
      context,
      session,
      foundation,
      { engine, retryCommand },
      async ({ changes, plan, program }) => {
        if (changes.length === 0) return [];
        if (!isShown) show(context, foundation, changes);
        if (!approved) await approveFoundation(context, foundation, changes, retryCommand);
        const result = await engine.up(program, {
          limit: { kind: "plan", file: plan },
          signal: context.signal,
          onEvent: reportProgress(context.terminal),
        });
        switch (result.kind) {
          case "succeeded":
            return changes;
          case "failed":
            throw engineError(result.failures, madeOf(result.completed, changes), retryCommand);
          case "cancelled":
            throw cancelled(`Cancelled: ${madeOf(result.done, changes)}`, retryCommand);
        }
      },
    );
  } finally {
    await engine.close();
  }
}

/** Pulumi refuses to remove a protected bucket from a stack, also where the bucket itself stays. */
async function releaseBuckets(engine: Engine, { accountOwner, backedUpHere }: Foundation): Promise<void> {
  if (accountOwner.auditTrail.kind === "off") await engine.unprotect(["audit-bucket"]);
  if (backedUpHere.length === 0) await engine.unprotect(["backups"]);
}

interface Previewed {
  readonly changes: readonly Change[];
  /** File of the engine's plan. */
  readonly plan: string;
  readonly program: () => Promise<Record<string, unknown>>;
}

/** Previews the foundation, runs work with the result, and deletes the plan, which has the inputs of every resource. */
async function withPreview<T>(
  context: Context,
  session: Session,
  foundation: Foundation,
  { engine, retryCommand }: { readonly engine: Engine; readonly retryCommand: string },
  work: (previewed: Previewed) => Promise<T>,
): Promise<T> {
  const [factory, state] = await Promise.all([context.wiring.foundation(), engine.exportState()]);
  const adopt = await findAdoptions(session.target, foundation, state);
  const program = factory({ foundation, adopt });
  const plan = join(await temporaryFolder("plan"), "plan.json");
  try {
    const result = await engine.preview(program, { plan, signal: context.signal });
    switch (result.kind) {
      case "succeeded":
        return await work({ changes: result.changes, plan, program });
      case "failed":
        throw engineError(result.failures, "Nothing was changed.", retryCommand);
      case "cancelled":
        throw cancelled("Cancelled during the preview. Nothing was changed.", retryCommand);
    }
  } finally {
    await rm(dirname(plan), { recursive: true, force: true });
  }
}

function show({ terminal }: Context, foundation: Foundation, changes: readonly Change[]): void {
  for (const line of describeFoundationChanges(foundation, changes, terminal.colors)) terminal.note(line);
}

function madeOf(done: readonly Change[], planned: readonly Change[]): string {
  return `${String(done.length)} of ${String(planned.length)} changes were made, and are kept.`;
}

function cancelled(what: string, retryCommand: string): DeployError {
  return new DeployError("CANCELLED", what, `Continue with \`${retryCommand}\`.`);
}
