import { randomBytes } from "node:crypto";
import { link, lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import type { AwsTarget } from "../../aws/target";

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
  if (target.kind === "aws") return bucketStateBackend(stage);
  const home = join(root, ".rehearsal");
  const folder = join(home, "state", `${stage.account}-${stage.region}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    url: `file://${folder}`,
    secretsProvider: "passphrase",
    environment: { PULUMI_CONFIG_PASSPHRASE: await readOrCreatePassphrase(join(home, "passphrase")) },
    // The official provider is among the user's own plugins.
    ...(stage.rehearsal?.provider === "official"
      ? {}
      : { home: await pulumiHomeWithoutLogs(join(home, "pulumi-home")) }),
  };
}

/**
 * State in the account's bucket, secrets under its key.
 * @param emulator `127.0.0.1:PORT`, where both are emulated
 */
export function bucketStateBackend(stage: Stage, emulator?: string): StateBackend {
  const local = emulator === undefined ? "" : `&endpoint=${emulator}&disableSSL=true&s3ForcePathStyle=true`;
  return {
    url: `s3://${DRIVER_NAMES.stateBucket(stage)}?region=${stage.region}&awssdk=v2${local}`,
    secretsProvider: `awskms:///${DRIVER_NAMES.stateKeyAlias}?region=${stage.region}`,
    environment: {},
  };
}

const NO_LOGS_NOTE = `A file where the engine would make a folder for logs: it then keeps none.
It would write every property of every resource there, compressed line by line, in a sixth of a run's time.
`;

/** A home of the engine in which it keeps no logs of its own: it has no switch for them, and does without a folder. */
async function pulumiHomeWithoutLogs(home: string): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const logs = join(home, "logs");
  if ((await lstat(logs).catch(() => null))?.isFile() !== true) {
    await rm(logs, { recursive: true, force: true });
    await writeFile(logs, NO_LOGS_NOTE);
  }
  return home;
}

async function readOrCreatePassphrase(file: string): Promise<string> {
  // Written aside and linked: of two processes that start at once the first wins, and nobody reads half of it.
  const mine = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(mine, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  try {
    await link(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(mine, { force: true });
  }
  return readFile(file, "utf8");
}

/** A private folder for one opening of the engine, and how to be rid of it: the engine writes settings into it. */
export async function createWorkFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await temporaryFolder("deploy");
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
