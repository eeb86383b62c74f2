import { basename, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import type { Stage } from "../../../model/stage/stage";
import { engineEnvironment, type AwsTarget } from "../../aws/target";
import { withheld } from "../../processEnvironment";
import type { AttachedProvider } from "../../wiring";
import { classifyFailure } from "../failures/failureCause";
import { failureFromError } from "../run/runOutcome";
import { staleLocks } from "./staleLock";
import { stateError } from "../failures/stateError";
import { removeTruncatedAttributes } from "./truncatedAttributes";
import type { StateBackend } from "../state/stateBackend";

/** What to do with a state that cannot be read. */
export const RESTORE_STATE =
  "Keep the state as it is for later, and restore its last good version: the state bucket keeps every one, and `bin/deploy restore-state <stage> --list` shows backups. In a rehearsal `bin/deploy rehearse --reset` begins anew.";

export const PULUMI_PROJECT = "listbackup-backend";

export interface StackRequest {
  readonly stage: Stage;
  readonly target: AwsTarget;
  readonly state: StateBackend;
  /** The CLI's executable. */
  readonly pulumi: string;
  /** Told of what an earlier run left behind. */
  readonly warn: (line: string) => void;
  /** A provider that runs already and stands in for the AWS one. */
  readonly provider?: AttachedProvider;
  /** Which event of an `up` kills everything, for tests of what happens then. */
  readonly crashAtEvent?: number;
}

/** A stage's stack, if there is one yet, and how to make it. */
export interface OpenedStack {
  readonly existing: Stack | null;
  readonly create: () => Promise<Stack>;
}

/** @throws DeployError STATE_UNREADABLE */
export async function openStack(request: StackRequest, workDir: string): Promise<OpenedStack> {
  try {
    return await selectStack(request, workDir);
  } catch (error) {
    throw stateError(
      error,
      `The state of ${request.stage.name} could not be opened`,
      `Nothing was changed. See \`bin/deploy doctor ${request.stage.name}\` for what is missing.`,
    );
  }
}

/** A new key of KMS is known everywhere within seconds. */
const NEW_KEY_RETRY = { attempts: 6, pauseMs: 3_000 };

/**
 * Makes a stage's stack, also right after `bootstrap` has created the key of its secrets.
 * @throws DeployError STATE_UNREADABLE, or DISK, AWS, … where the state is not at fault
 */
export async function createStack<T>(stage: string, create: () => Promise<T>, wait = NEW_KEY_RETRY): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (attempt >= wait.attempts || !isKeyPropagating(error)) {
        const remedy = `Nothing was changed in AWS. See \`bin/deploy doctor ${stage}\` for what is missing.`;
        throw stateError(error, `The state of ${stage} could not be created`, remedy);
      }
      await sleep(wait.pauseMs);
    }
  }
}

/** Whether KMS does not know the key yet. */
function isKeyPropagating(error: unknown): boolean {
  const cause = classifyFailure(failureFromError(error));
  if (cause.kind !== "aws" || cause.answer.service !== "KMS") return false;
  return cause.answer.kind === "missing" || cause.answer.kind === "not-ready";
}

async function selectStack(request: StackRequest, workDir: string): Promise<OpenedStack> {
  // Loaded here: half a second that a command without the engine does not pay.
  const { LocalWorkspace, Stack, StackNotFoundError } = await import("@pulumi/pulumi/automation");
  const { stage, state } = request;
  const workspace: LocalWorkspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await pulumiCommand(request.pulumi),
    projectSettings: { name: PULUMI_PROJECT, runtime: "nodejs", backend: { url: state.url } },
    secretsProvider: state.secretsProvider,
    ...(state.home === undefined ? {} : { pulumiHome: state.home }),
    envVars: engineVariables(request),
  });
  // An attempt that failed may have left the stack.
  const init = (): Promise<Stack> => Stack.createOrSelect(stage.name, workspace);
  const create = (): Promise<Stack> => createStack(stage.name, init);
  const folder = stateFolder(state);
  if (folder !== null) await removeTruncatedAttributes(folder, PULUMI_PROJECT, stage.name);
  try {
    const existing = await Stack.select(stage.name, workspace);
    if (folder !== null) await clearStaleLock(existing, folder, request);
    return { existing, create };
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    return { existing: null, create };
  }
}

/**
 * What the engine's process is given beside what it inherits. The Automation API hands it the driver's whole environment:
 * all that may not pass is taken away by name.
 */
export function engineVariables(
  { target, state, provider }: Pick<StackRequest, "target" | "state" | "provider">,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const own = { ...engineEnvironment(target), ...state.environment, ...engineOptions(provider) };
  const profile = target.kind === "aws" ? target.profile : undefined;
  // Its type knows only texts; an undefined one is not handed to a process.
  return { ...withheld(inherited, profile), ...own } as Record<string, string>;
}

/** Where a state in files lies; null: it lies in a bucket. */
function stateFolder({ url }: StateBackend): string | null {
  return url.startsWith("file://") ? url.slice("file://".length) : null;
}

/** A killed engine leaves its lock; whoever comes next clears it where its owner is provably gone. */
async function clearStaleLock(stack: Stack, folder: string, { stage, warn: note }: StackRequest): Promise<void> {
  const stale = await staleLocks(folder, PULUMI_PROJECT, stage.name);
  if (stale === null || stale.length === 0) return;
  for (const { pid, since } of stale)
    note(`Process ${String(pid)} held ${stage.name} since ${since} and was killed: its lock is cleared`);
  await stack.cancel();
}

function engineOptions(provider: AttachedProvider | undefined): Record<string, string> {
  return {
    // Plans: what was previewed is what is applied.
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state names its key. The stack's settings would too, but they lie in a folder of one opening.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    ...(provider === undefined
      ? {}
      : {
          PULUMI_DEBUG_PROVIDERS: `aws:${String(provider.port)}`,
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        }),
  };
}

async function pulumiCommand(executable: string): Promise<PulumiCommand> {
  const { PulumiCommand } = await import("@pulumi/pulumi/automation");
  const folder = dirname(executable);
  // The Automation API knows two places: <root>/bin/pulumi, and the PATH.
  return basename(folder) === "bin" ? PulumiCommand.get({ root: dirname(folder) }) : PulumiCommand.get();
}
