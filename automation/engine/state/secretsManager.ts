import { z } from "zod";
import { DeployError } from "../../../model/errors";
import type { StageSecretsProvider } from "../../../model/stage/secretsProvider";
import type { ExportedState } from "./exportedState";
import type { StateBackend } from "./stateBackend";

/** The key that the secrets of a state are encrypted with. */
export type SecretsManager =
  | { readonly kind: "passphrase" }
  /** `url`: `awskms:///alias/…` */
  | { readonly kind: "cloud"; readonly url: string; readonly encryptedKey: string | null }
  | { readonly kind: "other"; readonly type: string };

const providersSchema = z.object({
  secrets_providers: z.object({
    type: z.string(),
    state: z.object({ url: z.string().optional(), encryptedkey: z.string().optional() }).optional(),
  }),
});

/** @returns null where a state has none: it is empty */
export function secretsManagerOf(state: ExportedState | null): SecretsManager | null {
  const parsed = providersSchema.safeParse(state?.deployment);
  if (!parsed.success) return null;
  const { type, state: details } = parsed.data.secrets_providers;
  if (type === "passphrase") return { kind: "passphrase" };
  if (type !== "cloud") return { kind: "other", type };
  return { kind: "cloud", url: details?.url ?? "", encryptedKey: details?.encryptedkey ?? null };
}

/**
 * Refuses a state whose secrets are encrypted by another secrets manager than the stage's: `pulumi up` with a stage file
 * that names none uses a passphrase, without asking.
 * @throws DeployError STATE_MISMATCH
 */
export function requireSecretsManager(
  stage: string,
  state: ExportedState | null,
  { secretsProvider, url }: Pick<StateBackend, "secretsProvider" | "url">,
): void {
  const manager = secretsManagerOf(state);
  if (manager === null || isExpected(manager, secretsProvider)) return;
  throw new DeployError(
    "STATE_MISMATCH",
    `The secrets in the state of ${stage} are encrypted by ${describe(manager)}, and this stage uses ${nameOf(secretsProvider)}. Nothing was changed.`,
    `Change it back with the credentials of who changed it: \`pulumi login '${url}'\`, then \`pulumi stack change-secrets-provider '${secretsProvider}' --stack ${stage}\`.`,
  );
}

/** @throws DeployError STATE_MISMATCH where a stage file does not name the secrets provider of the stage's state */
export function requireStageSecrets(
  stage: string,
  { secretsProvider }: StageSecretsProvider,
  expected: Pick<StateBackend, "secretsProvider">,
): void {
  if (
    expected.secretsProvider === "passphrase" ||
    schemeOf(secretsProvider ?? "") === schemeOf(expected.secretsProvider)
  )
    return;
  throw new DeployError(
    "STATE_MISMATCH",
    `Pulumi.${stage}.yaml has ${secretsProvider === null ? "no secretsprovider" : `the secretsprovider ${secretsProvider}`}: \`pulumi up\` would encrypt the state with another key than ${nameOf(expected.secretsProvider)}, and \`bin/deploy\` could not read it. Nothing was changed.`,
    `Write it: \`bin/deploy bootstrap ${stage}\`, and commit the file.`,
  );
}

function isExpected(manager: SecretsManager, expected: string): boolean {
  switch (manager.kind) {
    case "passphrase":
      return expected === "passphrase";
    case "cloud":
      return schemeOf(manager.url) === schemeOf(expected);
    case "other":
      return false;
  }
}

/** A key may be named by its alias, id or ARN: only the kind of key tells managers apart. */
function schemeOf(url: string): string {
  return url.split(":")[0] ?? "";
}

function describe(manager: SecretsManager): string {
  switch (manager.kind) {
    case "passphrase":
      return "a passphrase";
    case "cloud":
      return manager.url;
    case "other":
      return `the secrets manager "${manager.type}"`;
  }
}

function nameOf(secretsProvider: string): string {
  return secretsProvider === "passphrase" ? "a passphrase" : secretsProvider;
}
