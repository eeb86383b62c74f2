import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeployError } from "../../model/errors";
import { secretsProviderOf } from "../../model/stage/secretsProvider";
import { readJournaledState } from "../engine/journal/unfinishedRuns";
import { requireSecretsManager, requireStageSecrets } from "../engine/state/secretsManager";
import { stateBackend } from "../engine/state/stateBackend";
import { stageFile, type Session } from "../session";
import { onDemandTables } from "../state/onDemandTables";
import type { ProgramFactory } from "../wiring";
import { refusals } from "./guards";
import { currentBackend, requireBackend } from "./loginCheck";
import { openPlainSession } from "./plainSession";
import { parseSelection, selectRelease } from "./releaseSelection";

/** What the Pulumi program knows of its run. */
export interface PlainRun {
  /** The project's folder, with Pulumi.yaml. */
  readonly root: string;
  /** Name of the stack. */
  readonly stack: string;
  /** A preview changes nothing: what an update would be refused for is a warning. */
  readonly isPreview: boolean;
  /** Configuration keys `listbackup:release` and `listbackup:allowRelease`. */
  readonly release: string | undefined;
  readonly allowRelease: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (line: string) => Promise<void>;
}

/**
 * What `index.ts` runs for `pulumi preview` and `pulumi up`: the stage and the release that the configuration selects.
 * @throws DeployError with what to do; nothing was changed
 */
export async function plainInputs(run: PlainRun): Promise<Parameters<ProgramFactory>[0]> {
  const { root, stack } = run;
  const session = await openPlainSession(root, stack, run.environment);
  const { name } = session.stage;
  const state = await requireOwnState(session, run);
  const selection = parseSelection(name, run.release);
  const { release, stage, isLive, parameterDigests } = await selectRelease(session, root, selection);
  const refused = await refusals(session, { selection, isLive, allowed: run.allowRelease });
  await applyRefusals(refused, run);
  return {
    stage,
    release,
    parameterDigests,
    onDemandTables: await onDemandTables({ exportState: () => Promise.resolve(state) }, stage),
  };
}

/** The stage's own state, under its own key. @throws DeployError STATE_MISMATCH */
async function requireOwnState({ target, stage }: Session, { root, environment }: PlainRun) {
  const backend = await stateBackend(root, stage, target);
  requireBackend(stage.name, await currentBackend(environment), backend.url);
  const state = await readJournaledState(backend.url, target, stage);
  requireSecretsManager(stage.name, state, backend);
  const text = await readFile(join(root, stageFile(stage.name)), "utf8");
  requireStageSecrets(stage.name, secretsProviderOf(text), backend);
  return state;
}

async function applyRefusals([first, ...others]: readonly DeployError[], { isPreview, warn }: PlainRun): Promise<void> {
  if (first === undefined) return;
  if (!isPreview) throw first;
  for (const { what } of [first, ...others]) await warn(`\`pulumi up\` will be refused: ${what}`);
}
