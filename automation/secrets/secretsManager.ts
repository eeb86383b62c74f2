import type { Catalog, Secret } from "../../model/catalog/schema/catalog";
import { overlapHoursOf } from "../../model/catalog/schema/rotation";
import { AWS_LIMITS } from "../../model/limits/awsLimits";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isAlreadyExists, isNotFound } from "../aws/errors";
import type { AwsTarget } from "../aws/target";
import { DeployError } from "../../model/errors";
import { withoutValues, type Entry, type WrittenVersions } from "./entry";
import { managerClient, withKey } from "./storedSecrets";

/** Limit of SecretString. */
const MAX_BYTES = AWS_LIMITS.secretValue.max;

/** The entries of Secrets Manager in a catalog, on a stage. */
export function secretEntries(stage: Pick<Stage, "name">, catalog: Catalog): readonly Entry[] {
  return Object.entries(catalog.secrets).map(([text, secret]) => {
    const id = nameOnStage(text, stage);
    const { purpose, kind, from, keys } = secret;
    const name = `secret:${id}`;
    const parts = keys === undefined ? [name] : keys.map((key) => `${name}#${key}`);
    return {
      name,
      purpose,
      kind,
      from,
      parameterType: null,
      parts,
      rotateAfterDays: secret.rotateAfterDays ?? null,
      overlapHours: overlapHoursOf(secret),
      previous: null,
      form: secret,
      maxBytes: MAX_BYTES,
      create: (target, values) => create(target, id, secret, values),
      set: (target, part, value) => overwrite(target, id, secret, part, value),
    };
  });
}

async function create(target: AwsTarget, id: string, secret: Secret, values: readonly string[]): Promise<void> {
  const { CreateSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  const text =
    secret.keys === undefined
      ? (values[0] ?? "")
      : JSON.stringify(Object.fromEntries(secret.keys.map((key, index) => [key, values[index] ?? ""])));
  await calling(target, `creating secret:${id}`, async () => {
    try {
      await manager.send(new CreateSecretCommand({ Name: id, Description: secret.purpose, SecretString: text }));
    } catch (error) {
      // Another run created it: its value stays.
      if (!isAlreadyExists(error)) throw withoutValues(error as Error, [text, ...values]);
    }
  });
}

/** Overwrites one key of a JSON value, and keeps the others. A missing secret with several keys is created by `init`. */
async function overwrite(
  target: AwsTarget,
  id: string,
  secret: Secret,
  part: string,
  value: string,
): Promise<WrittenVersions> {
  const { GetSecretValueCommand, PutSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  return calling(target, `writing secret:${id}`, async () => {
    const before = await manager.send(new GetSecretValueCommand({ SecretId: id })).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (before === null) {
      if (secret.keys !== undefined) throw notCreated(id);
      await create(target, id, secret, [value]);
      return { before: null, after: "first" };
    }
    const key = part.split("#")[1];
    const text = key === undefined ? value : withKey(before.SecretString ?? "", key, value, id);
    try {
      const { VersionId } = await manager.send(new PutSecretValueCommand({ SecretId: id, SecretString: text }));
      return { before: before.VersionId ?? null, after: VersionId ?? "" };
    } catch (error) {
      throw withoutValues(error as Error, [text, value]);
    }
  });
}

function notCreated(id: string): DeployError {
  return new DeployError(
    "SECRETS_INPUT",
    `secret:${id} does not exist yet, and has several keys. Nothing was changed.`,
    "Create it with all of them: `bin/deploy secrets init <stage>`.",
  );
}
