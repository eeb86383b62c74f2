import { randomBytes } from "node:crypto";
import { link, lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import type { AwsTarget } from "../../aws/target";

/** Where a stack's state is stored, and how its secrets are encrypted. */
export interface StateBackend {
  readonly url: string;
  readonly secretsProvider: string;
  /** Data key of a new state, encrypted under that key, base64: what the stage file has. @default the engine makes one */
  readonly encryptedKey?: string;
  /** Environment variables for the engine's process only. */
  readonly environment: Readonly<Record<string, string>>;
  /** PULUMI_HOME: plugins and settings. @default the user's own */
  readonly home?: string;
}

/**
 * State in the account's bucket, encrypted with its KMS key; in a rehearsal in files, encrypted with a generated passphrase
 * that only its owner can read.
 */
export async function stateBackend(root: string, stage: Stage, target: AwsTarget): Promise<StateBackend> {
  if (target.kind === "aws") return { ...bucketStateBackend(stage), ...(await keyInStageFile(root, stage)) };
  const home = join(root, ".rehearsal");
  const folder = join(home, "state", `${stage.account}-${stage.region}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    url: `file://${folder}`,
    secretsProvider: "passphrase",
    environment: { PULUMI_CONFIG_PASSPHRASE: await readOrCreatePassphrase(join(home, "passphrase")) },
    // The official provider is one of the user's own plugins.
    ...(stage.rehearsal?.provider === "official"
      ? {}
      : { home: await pulumiHomeWithoutLogs(join(home, "pulumi-home")) }),
  };
}

/**
 * State in the account's bucket, secrets encrypted with its key.
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

/** The data key that the stage file has, for a state that is created. */
async function keyInStageFile(root: string, { name }: Stage): Promise<Pick<StateBackend, "encryptedKey">> {
  const text = await readFile(join(root, `Pulumi.${name}.yaml`), "utf8").catch(() => "");
  // Most files have none, and a YAML parser takes long to load.
  if (!text.includes("encryptedkey")) return {};
  const { secretsProviderOf } = await import("../../../model/stage/secretsProvider");
  const { encryptedKey } = secretsProviderOf(text);
  return encryptedKey === null ? {} : { encryptedKey };
}

const NO_LOGS_NOTE = `This file keeps Pulumi from creating a folder for logs here.
Pulumi would write every property of every resource to it, which takes a sixth of a run's time.
`;

/** A PULUMI_HOME without logs. Pulumi has no option for it, and writes none where it cannot create the folder. */
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
  // Written to a temporary file and linked: of two concurrent processes the first wins, and no reader sees a partial file.
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(file, "utf8");
}

/** A private work folder for the settings files of one engine, and a function that removes it. */
export async function createWorkFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await temporaryFolder("deploy");
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
