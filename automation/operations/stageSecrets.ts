import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { secretsProviderOf, withSecretsProvider } from "../../model/stage/secretsProvider";
import { newDataKey } from "../aws/account/stateKey";
import { requireSecretsManager, secretsManagerOf } from "../engine/state/secretsManager";
import { stateBackend } from "../engine/state/stateBackend";
import { writeWhole } from "../files";
import { stageFile, type Session } from "../session";
import { readStageState } from "../state/stageState";

/** `not needed`: a rehearsal's state has a passphrase, which the stage file must not mention. */
export type StageSecretsResult = "written" | "present" | "not needed";

/**
 * Writes `secretsprovider` and `encryptedkey` into a stage file, so that `pulumi up` encrypts the state under the same key
 * as the driver: that of the existing state, or a new one.
 * @param root the project's folder
 * @throws DeployError STATE_MISMATCH, STATE_UNREADABLE, AWS
 */
export async function ensureStageSecrets(root: string, session: Session): Promise<StageSecretsResult> {
  const { stage, target } = session;
  if (target.kind === "rehearsal") return "not needed";
  const file = join(root, stageFile(stage.name));
  const [text, backend, state] = await Promise.all([
    readFile(file, "utf8"),
    stateBackend(root, stage, target),
    readStageState(root, session),
  ]);
  requireSecretsManager(stage.name, state, backend);
  const { secretsProvider } = backend;
  const current = secretsProviderOf(text);
  const manager = secretsManagerOf(state);
  const keyOfState = manager?.kind === "cloud" ? manager.encryptedKey : null;
  const ownKey = current.secretsProvider === secretsProvider ? current.encryptedKey : null;
  const encryptedKey = keyOfState ?? ownKey ?? (await newDataKey(target));
  if (ownKey === encryptedKey) return "present";
  await writeWhole(file, withSecretsProvider(text, { secretsProvider, encryptedKey }));
  return "written";
}
