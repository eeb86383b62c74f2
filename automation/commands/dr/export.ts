import { DeployError, EXIT } from "../../../model/errors";
import { parseSetId } from "../../../model/backup/setKeys";
import type { Stage } from "../../../model/stage/stage";
import { requireAccount } from "../../aws/account/identity";
import type { AgeReceiver } from "../../backup/encryption/ageFile";
import { identityFile } from "../../backup/external/ageKey";
import { exportSet } from "../../backup/external/exportSet";
import { newestCompleteSet } from "../../backup/listSets";
import { readSet } from "../../backup/store/sets";
import { openSetStore } from "../../backup/store/setStore";
import { verifySet } from "../../backup/store/verifySet";
import { askHidden } from "../../secrets/input";
import { openSession } from "../../session";
import { listOption, textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import type { ExportDocument } from "../../documents/recovery";

/** Shortest passphrase of an exported set. */
const MIN_PASSPHRASE = 16;

/**
 * Writes parameters, release, state and source of a set into one encrypted file, to be kept outside AWS. Calls the recovery
 * region only.
 */
export async function exportOne(
  context: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const file = requireFile(textOption(options, "file"));
  const from = textOption(options, "from");
  const identity = textOption(options, "identity");
  const key = identity === undefined ? null : await identityFile(identity);
  const wanted = from === undefined ? null : parseSetId(from);
  const { stage, target } = await openSession(context, stageName);
  const store = openSetStore(stage, target);
  const receiver = await receiverOf(context, stage, listOption(options, "recipient"));
  await requireAccount(store.target);
  const set = wanted === null ? await newestCompleteSet(store) : await readSet(store, wanted);
  await verifySet(store, set);
  const names = await exportSet({
    store,
    set,
    file,
    receiver,
    key,
    data: options["data"] === true,
    signal: context.signal,
  });
  return {
    exit: EXIT.done,
    lines: [
      `Exported set ${String(set.id)} of ${stage.name} to ${file}, encrypted by age: ${names.join(", ")}`,
      `Copy it out of AWS, and its ${receiver.kind === "passphrase" ? "passphrase" : "private key"} to another place. Parameters come back by \`bin/deploy secrets init <stage> --from-file ${file}\`, all files by \`bin/deploy dr open --file ${file} --into <folder>\`.`,
    ],
    data: { stage: stage.name, set: set.id, file, files: names } satisfies ExportDocument,
  };
}

/** @throws DeployError USAGE */
export function requireFile(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new DeployError("USAGE", "The name of the file is missing.", "Give it: --file <file>.");
}

/** The given recipients, or those of the stage's file, or a passphrase. @throws DeployError USAGE, SECRETS_INPUT */
async function receiverOf(
  { terminal }: Context,
  { name, recovery }: Stage,
  recipients: readonly string[],
): Promise<AgeReceiver> {
  const wrong = recipients.find((one) => !/^age1[02-9ac-hj-np-z]{58}$/.test(one));
  if (wrong !== undefined)
    throw new DeployError(
      "USAGE",
      `"${wrong}" is no public key of age. Nothing was written.`,
      "Give the line that `age-keygen -y key.txt` prints: age1…",
    );
  if (recipients.length > 0) return { kind: "recipients", recipients };
  if (recovery.kind === "on" && recovery.parameters.kind === "age")
    return { kind: "recipients", recipients: recovery.parameters.recipients };
  if (!terminal.interactive)
    throw new DeployError(
      "SECRETS_INPUT",
      `No recipient: none is given or in Pulumi.${name}.yaml, and there is no terminal to ask for a passphrase. Nothing was written.`,
      "Give a public key: --recipient age1…; `age-keygen -o key.txt` makes a pair.",
    );
  const passphrase = await askHidden(
    "Passphrase",
    `at least ${String(MIN_PASSPHRASE)} characters; it is needed to open the file`,
  );
  if (passphrase.length < MIN_PASSPHRASE)
    throw new DeployError("SECRETS_INPUT", "The passphrase is too short. Nothing was written.", "Use several words.");
  if ((await askHidden("Passphrase", "again")) !== passphrase)
    throw new DeployError(
      "SECRETS_INPUT",
      "The two passphrases differ. Nothing was written.",
      "Run the command again.",
    );
  return { kind: "passphrase", passphrase };
}
