import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../model/errors";
import { parseStageName, type StageName } from "../model/stage/name";
import type { Rehearsal, Stage } from "../model/stage/stage";
import type { CallerIdentity } from "./aws/account/identity";
import type { AwsTarget } from "./aws/target";
import type { Context } from "./commands/command";
import { InFlight } from "./inFlight";
import { areRolesEnforced } from "./rehearsalRoles";
import type { Emulator } from "./wiring";

/** A stage that a command works on, and where its AWS is. */
export interface Session {
  readonly stage: Stage;
  readonly target: AwsTarget;
}

/** File that says what a stage is. */
export function stageFile(name: StageName): string {
  return `Pulumi.${name}.yaml`;
}

/** Who a command of a rehearsal acts as: the role that deploys on AWS, or the account's administrator, who bootstraps it. */
export type RehearsalIdentity = "deployment role" | "administrator";

/** Reads the stage's file and aims every AWS call. On AWS, touches no network. */
export async function openSession(
  context: Context,
  name: string | undefined,
  identity: RehearsalIdentity = "deployment role",
): Promise<Session> {
  const stageName = parseStageName(name ?? "");
  const stage = await readStage(context.wiring.root, stageName);
  const { region, account } = stage;
  if (!context.options.rehearsal) {
    const { profile } = context.options;
    return { stage, target: { kind: "aws", region, account, ...(profile === null ? {} : { profile }) } };
  }
  const { endpoint } = await requireEmulator(context);
  const rehearsal = { endpoint, provider: rehearsalProvider(process.env["LISTBACKUP_REHEARSAL_PROVIDER"]) };
  const target = { kind: "rehearsal", region, account, endpoint } as const;
  if (identity === "administrator" || !areRolesEnforced()) return { stage: { ...stage, rehearsal }, target };
  const { deploymentSession } = await import("./aws/account/deploymentSession");
  return { stage: { ...stage, rehearsal }, target: await deploymentSession(target) };
}

/** A session in the stage's own account, which is bootstrapped. */
export interface OpenedStage extends Session {
  readonly caller: CallerIdentity;
}

/**
 * What every command that works on a deployed stage begins with, so that all of them say the same where the account is
 * another one, or not bootstrapped.
 * @throws DeployError IDENTITY_UNKNOWN, IDENTITY_MISMATCH, NOT_BOOTSTRAPPED, EMULATOR_NOT_RUNNING
 */
export async function openStage(context: Context, name: string | undefined): Promise<OpenedStage> {
  const session = await openSession(context, name);
  const { requireAccount } = await import("./aws/account/identity");
  const { requireBootstrapped } = await import("./aws/account/requireBootstrapped");
  const caller = await requireAccount(session.target);
  await requireBootstrapped(session.target);
  return { ...session, caller };
}

/** The provider of a rehearsal. @throws DeployError USAGE */
function rehearsalProvider(wanted: string | undefined): Rehearsal["provider"] {
  if (wanted === undefined || wanted === "" || wanted === "offline") return "offline";
  if (wanted === "official") return "official";
  throw new DeployError(
    "USAGE",
    `LISTBACKUP_REHEARSAL_PROVIDER is "${wanted}".`,
    "Set it to offline or official, or leave it out: offline.",
  );
}

/**
 * Reads a stage's file, and that of its recovery stage.
 * @throws DeployError CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function readStage(root: string, name: StageName): Promise<Stage> {
  const { recoveryProblem, recoveryStageName } = await import("../model/stage/recoveryStage");
  const stage = await readStageFile(root, name);
  await requireFailoverSource(root, stage);
  const recoveryName = recoveryStageName(stage);
  if (recoveryName === null) return stage;
  const { short, account, region } = recoveryName === name ? stage : await readStageFile(root, recoveryName);
  const recoveryStage = { name: recoveryName, short, account, region };
  const problem = recoveryProblem(stage, recoveryStage);
  if (problem === null) return { ...stage, recoveryStage };
  throw new DeployError(
    "CONFIG_INVALID",
    `${stageFile(name)} listbackup:recovery.into: ${problem}`,
    "Name the stage that takes over, or set kind to off.",
  );
}

/** A secondary stage names the domain of its primary, which another file has. @throws DeployError CONFIG_INVALID */
async function requireFailoverSource(root: string, stage: Stage): Promise<void> {
  if (stage.failover.kind !== "secondary") return;
  const { failoverProblem } = await import("../model/stage/failoverStage");
  const { of } = stage.failover;
  const problem = failoverProblem(stage, of === stage.name ? stage : await readStageFile(root, of));
  if (problem === null) return;
  throw new DeployError(
    "CONFIG_INVALID",
    `${stageFile(stage.name)} listbackup:failover: ${problem}`,
    "Correct the file, or set kind to off.",
  );
}

const stageFiles = new InFlight<string, Stage>();

/** Stages side by side name each other. */
function readStageFile(root: string, name: StageName): Promise<Stage> {
  return stageFiles.ask(join(root, stageFile(name)), () => parseStageFile(root, name));
}

async function parseStageFile(root: string, name: StageName): Promise<Stage> {
  const file = stageFile(name);
  const { cachedStage } = await import("./stageCache");
  let text: string;
  try {
    text = await readFile(join(root, file), "utf8");
  } catch (error) {
    throw new DeployError(
      "CONFIG_UNREADABLE",
      `${file} could not be read: ${error instanceof Error ? error.message : String(error)}`,
      `Restore it: \`git checkout -- ${file}\`.`,
      { cause: error },
    );
  }
  return cachedStage(root, name, file, text);
}

const emulators = new InFlight<Context, Emulator | null>();

async function requireEmulator(context: Context): Promise<Emulator> {
  const emulator = await emulators.ask(context, async () => (await context.wiring.rehearsal()).running());
  if (emulator === null) {
    throw new DeployError(
      "EMULATOR_NOT_RUNNING",
      "No rehearsal is running on this machine.",
      "Start it: `bin/deploy rehearse` (or `make rehearse`, which also installs what it needs).",
    );
  }
  return emulator;
}
