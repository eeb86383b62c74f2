import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DRIVER_NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import type { AwsTarget } from "../aws/target";

/** Where a stack's state lies and what encrypts its secrets. */
export interface StateBackend {
  readonly url: string;
  readonly secretsProvider: string;
  /** Variables that reach the engine's process only. */
  readonly environment: Readonly<Record<string, string>>;
  /** Home of the engine: its plugins and settings. Undefined: the user's own. */
  readonly home?: string;
}

/**
 * State in the account's bucket under its KMS key; in a rehearsal in files of the rehearsal, under a passphrase made
 * once and readable by its owner alone.
 */
export async function stateBackend(root: string, stage: Stage, target: AwsTarget): Promise<StateBackend> {
  if (target.kind === "aws") {
    return {
      url: `s3://${DRIVER_NAMES.stateBucket(stage)}?region=${stage.region}&awssdk=v2`,
      secretsProvider: `awskms:///${DRIVER_NAMES.stateKeyAlias}?region=${stage.region}`,
      environment: {},
    };
  }
  const home = join(root, ".rehearsal");
  const folder = join(home, "state", `${stage.account}-${stage.region}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    url: `file://${folder}`,
    secretsProvider: "passphrase",
    environment: { PULUMI_CONFIG_PASSPHRASE: await passphrase(join(home, "passphrase")) },
    home: join(home, "pulumi-home"),
  };
}

async function passphrase(file: string): Promise<string> {
  try {
    // `wx`: of two processes that start at once, one writes and the other reads.
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(randomBytes(32).toString("base64"));
    await handle.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFile(file, "utf8");
}

/** A private folder for one opening of the engine, and how to be rid of it: the engine writes settings into it. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "listbackup-deploy-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
