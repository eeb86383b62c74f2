import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Catalog, Secret } from "../../model/catalog/schema/catalog";
import { overlapHoursOf } from "../../model/catalog/schema/rotation";
import { AWS_LIMITS } from "../../model/limits/awsLimits";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isAlreadyExists, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";
import { DeployError } from "../../model/errors";
import { withoutValues, type Entry, type StoredEntry, type WrittenVersions } from "./entry";

/** Limit of SecretString. */
const MAX_BYTES = AWS_LIMITS.secretValue.max;

/** DescribeSecret allows 40 requests per second in an account. */
const PARALLEL_READS = 5;

async function client(target: AwsTarget): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  return new SecretsManagerClient(clientConfig(target));
}

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

/** An entry of Secrets Manager as AWS has it. */
export interface StoredSecret extends StoredEntry {
  /** Id of the version with the label AWSPREVIOUS; null: none. */
  readonly previousVersion: string | null;
}

/** Existing entries by name (`secret:…`), without those that are scheduled for deletion. Values are not read. */
export async function storedSecrets(
  target: AwsTarget,
  entries: readonly Pick<Entry, "name">[],
): Promise<ReadonlyMap<string, StoredSecret>> {
  const found = new Map<string, StoredSecret>();
  if (entries.length === 0) return found;
  const { DescribeSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await client(target);
  await calling(target, "reading the secrets", () =>
    inParallel(entries, PARALLEL_READS, async ({ name }) => {
      try {
        const { DeletedDate, LastChangedDate, CreatedDate, VersionIdsToStages } = await manager.send(
          new DescribeSecretCommand({ SecretId: name.replace(/^secret:/, "") }),
        );
        if (DeletedDate !== undefined) return;
        const labelled = (label: string): string | null =>
          Object.entries(VersionIdsToStages ?? {}).find(([, labels]) => labels.includes(label))?.[0] ?? null;
        found.set(name, {
          version: labelled("AWSCURRENT") ?? "none",
          previousVersion: labelled("AWSPREVIOUS"),
          changedAt: LastChangedDate ?? CreatedDate ?? null,
          type: "secret",
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }),
  );
  return found;
}

async function create(target: AwsTarget, id: string, secret: Secret, values: readonly string[]): Promise<void> {
  const { CreateSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await client(target);
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
  const manager = await client(target);
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

function withKey(text: string, key: string, value: string, id: string): string {
  const old = jsonObject(text);
  if (old === null)
    throw new DeployError(
      "SECRETS_INPUT",
      `secret:${id} does not contain a JSON object. Nothing was changed.`,
      "Delete it in Secrets Manager, then create it with all keys: `bin/deploy secrets init <stage>`.",
    );
  return JSON.stringify({ ...old, [key]: value });
}

function jsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
