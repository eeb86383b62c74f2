import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DeployError } from "../../model/errors";
import { calling, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";
import { withoutValues, type Entry, type StoredEntry } from "./entry";

/** DescribeSecret allows 40 requests per second in an account. */
const PARALLEL_READS = 5;

export async function managerClient(target: AwsTarget): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  return new SecretsManagerClient(clientConfig(target));
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
  const manager = await managerClient(target);
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

/**
 * The text of a secret with another value of one of its parts.
 * @param name `secret:listbackup/dev/stripe`
 * @returns changed: whether the text differs from the current one
 */
export async function currentSecret(
  target: AwsTarget,
  name: string,
  part: string,
  value: string,
): Promise<{ readonly text: string; readonly changed: boolean }> {
  const { GetSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  const id = name.replace(/^secret:/, "");
  const { SecretString: before = "" } = await calling(target, `reading ${name}`, () =>
    manager.send(new GetSecretValueCommand({ SecretId: id })),
  );
  const key = part.split("#")[1];
  if (key === undefined) return { text: value, changed: value !== before };
  const current = jsonObject(before) as Readonly<Record<string, unknown>> | null;
  return { text: withKey(before, key, value, id), changed: current?.[key] !== value };
}

/** Values of existing entries by part; null: the text does not have the part. */
export async function secretValues(
  target: AwsTarget,
  entries: readonly Pick<Entry, "name" | "parts">[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string | null>>>> {
  const found = new Map<string, Readonly<Record<string, string | null>>>();
  if (entries.length === 0) return found;
  const { GetSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  await calling(target, "reading the secrets", () =>
    inParallel(entries, PARALLEL_READS, async ({ name, parts }) => {
      const id = name.replace(/^secret:/, "");
      const { SecretString = "" } = await manager.send(new GetSecretValueCommand({ SecretId: id }));
      found.set(name, Object.fromEntries(parts.map((part) => [part, valueOfPart(SecretString, part)])));
    }),
  );
  return found;
}

function valueOfPart(text: string, part: string): string | null {
  const key = part.split("#")[1];
  if (key === undefined) return text;
  const value: unknown = (jsonObject(text) as Readonly<Record<string, unknown>> | null)?.[key];
  return typeof value === "string" ? value : null;
}

/** Makes a version the current one, which makes the one before AWSPREVIOUS. @param version its id: a UUID */
export async function putSecretVersion(target: AwsTarget, name: string, text: string, version: string): Promise<void> {
  const { PutSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  await calling(target, `writing ${name}`, async () => {
    try {
      await manager.send(
        new PutSecretValueCommand({
          SecretId: name.replace(/^secret:/, ""),
          SecretString: text,
          ClientRequestToken: version,
        }),
      );
    } catch (error) {
      throw withoutValues(error as Error, [text, ...Object.values(jsonObject(text) ?? {}).map(String)]);
    }
  });
}

/** Makes an existing version the current one; the one that was becomes AWSPREVIOUS. */
export async function moveCurrentLabel(
  target: AwsTarget,
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { UpdateSecretVersionStageCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await managerClient(target);
  await calling(target, `moving AWSCURRENT of ${name}`, () =>
    manager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: name.replace(/^secret:/, ""),
        VersionStage: "AWSCURRENT",
        MoveToVersionId: to,
        RemoveFromVersionId: from,
      }),
    ),
  );
}

/** A JSON value with another value of one key. @throws DeployError SECRETS_INPUT where the text is no JSON object */
export function withKey(text: string, key: string, value: string, id: string): string {
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
