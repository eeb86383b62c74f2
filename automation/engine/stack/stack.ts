import { setTimeout as sleep } from "node:timers/promises";
import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import type { Stage } from "../../../model/stage/stage";
import { classifyFailure } from "../failures/failureCause";
import { failureFromError } from "../failures/processFailure";
import { engineVariables, type EngineEnvironmentRequest } from "./engineEnvironment";
import type { Safeguard } from "../journal/runPlan";
import { cliCommand } from "./cliCommand";
import { selectExisting } from "./selectExisting";
import { staleLocks } from "./staleLock";
import { stateError } from "../failures/stateError";
import { removeTruncatedAttributes } from "./truncatedAttributes";
import { stageStack, type StackId } from "../state/project";
import type { StateBackend } from "../state/stateBackend";

export interface StackRequest extends EngineEnvironmentRequest {
  readonly stage: Stage;
  /** @default the stage's */
  readonly stack?: StackId;
  /** The CLI's executable. */
  readonly pulumi: string;
  /** Its version. @default the CLI is asked */
  readonly pulumiVersion?: string;
  /** Receives a line about each lock that an earlier run left. */
  readonly warn: (line: string) => void;
  /** Event of an `up` at which the driver and its child processes are killed: for tests of crash recovery. */
  readonly crashAtEvent?: number;
  /** @default DEFAULT_SAFEGUARD */
  readonly safeguard?: Safeguard["kind"];
}

/** The stack of a request. */
export function stackOf({ stack, stage }: Pick<StackRequest, "stack" | "stage">): StackId {
  return stack ?? stageStack(stage.name);
}

/** A stage's stack, if it exists, and a function that creates it. */
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

/** KMS is eventually consistent: a new key is usable everywhere within seconds. */
const NEW_KEY_RETRY = { attempts: 6, pauseMs: 3_000 };

/**
 * Creates a stage's stack. Retries where `bootstrap` has only just created the KMS key of its secrets.
 * @throws DeployError STATE_UNREADABLE, or DISK, AWS, … where the state is not the cause
 */
export async function createStack<T>(stage: string, create: () => Promise<T>, retry = NEW_KEY_RETRY): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (attempt >= retry.attempts || !isKeyPropagating(error)) {
        const remedy = `Nothing was changed in AWS. See \`bin/deploy doctor ${stage}\` for what is missing.`;
        throw stateError(error, `The state of ${stage} could not be created`, remedy);
      }
      await sleep(retry.pauseMs);
    }
  }
}

/** Whether KMS does not find a new key yet. */
function isKeyPropagating(error: unknown): boolean {
  const cause = classifyFailure(failureFromError(error));
  if (cause.kind !== "aws" || cause.answer.service !== "KMS") return false;
  return cause.answer.kind === "missing" || cause.answer.kind === "not-ready";
}

async function selectStack(request: StackRequest, workDir: string): Promise<OpenedStack> {
  // Loaded lazily: it takes half a second, which commands without the engine save.
  const [{ LocalWorkspace, Stack, StackNotFoundError }, { decodeStringsNatively }] = await Promise.all([
    import("@pulumi/pulumi/automation"),
    import("../../../tools/protobufStrings"),
  ]);
  decodeStringsNatively();
  const { stage, state } = request;
  const { project, name } = stackOf(request);
  const workspace: LocalWorkspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await cliCommand(request.pulumi, request.pulumiVersion),
    projectSettings: { name: project, runtime: "nodejs", backend: { url: state.url } },
    secretsProvider: state.secretsProvider,
    ...(state.home === undefined ? {} : { pulumiHome: state.home }),
    envVars: engineVariables(request),
  });
  // A failed attempt may have created the stack.
  const init = async (): Promise<Stack> => {
    const { secretsProvider, encryptedKey } = state;
    // So that `pulumi up` with the stage file uses the same key.
    if (encryptedKey !== undefined) await workspace.saveStackSettings(name, { secretsProvider, encryptedKey });
    return Stack.createOrSelect(name, workspace);
  };
  const create = (): Promise<Stack> => createStack(stage.name, init);
  const folder = stateFolder(state);
  if (folder !== null) await removeTruncatedAttributes(folder, project, name);
  try {
    const existing = await selectExisting(workspace, { ...request, stack: { project, name } }, (selected) =>
      Stack.select(name, selected),
    );
    if (existing !== null && folder !== null) await clearStaleLock(existing, folder, request);
    return { existing, create };
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    return { existing: null, create };
  }
}

/** Folder of a state in files; null for a state in a bucket. */
function stateFolder({ url }: StateBackend): string | null {
  return url.startsWith("file://") ? url.slice("file://".length) : null;
}

/** A killed engine leaves its lock. The next run clears it where the process of each lock has provably ended. */
async function clearStaleLock(stack: Stack, folder: string, request: StackRequest): Promise<void> {
  const { project, name } = stackOf(request);
  const stale = await staleLocks(folder, project, name);
  if (stale === null || stale.length === 0) return;
  for (const { pid, since } of stale)
    request.warn(`Cleared the Pulumi lock of ${name}: process ${String(pid)}, which took it at ${since}, was killed`);
  await stack.cancel();
}
