import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Catalog, Secret } from "../../model/catalog/schema";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isExisting, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";
import { withoutValues, type Entry } from "./entry";

/** DescribeSecret takes 40 requests a second in an account. */
const AT_ONCE = 5;

async function client(target: AwsTarget): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  return new SecretsManagerClient(clientConfig(target));
}

/** The entries of Secrets Manager that a catalog names, on a stage. */
export function secretEntries(stage: Pick<Stage, "name">, catalog: Catalog): readonly Entry[] {
  return Object.entries(catalog.secrets).map(([text, secret]) => {
    const id = nameOnStage(text, stage);
    const { purpose, kind, from, keys } = secret;
    const name = `secret:${id}`;
    const parts = keys === undefined ? [name] : keys.map((key) => `${name}#${key}`);
    return { name, purpose, kind, from, parts, create: (target, values) => create(target, id, secret, values) };
  });
}

/** Names of the entries that are there. One that is scheduled for deletion is not. Values are not read. */
export async function existingSecrets(target: AwsTarget, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (entries.length === 0) return found;
  const { DescribeSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const manager = await client(target);
  await calling(target, "looking for the secrets", () =>
    inParallel(entries, AT_ONCE, async ({ name }) => {
      try {
        const { DeletedDate } = await manager.send(
          new DescribeSecretCommand({ SecretId: name.replace(/^secret:/, "") }),
        );
        if (DeletedDate === undefined) found.add(name);
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
      // Somebody else created it meanwhile: that value stays.
      if (!isExisting(error)) throw withoutValues(error as Error, [text, ...values]);
    }
  });
}
