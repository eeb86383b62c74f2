import { createHash } from "node:crypto";
import type { ParameterCopies } from "../../model/backup/parameterCopies";
import { withMappedUsers, type UserMapping } from "../../model/backup/userMapping";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { ownValue } from "../../model/ownValue";
import { nameOnStage } from "../../model/parameterName";
import type { Stage } from "../../model/stage/stage";
import { calling, isAlreadyExists } from "../aws/errors";
import type { AwsTarget } from "../aws/target";
import { withoutValues } from "../secrets/entry";
import { ssmClient, storedParameters } from "../secrets/storedParameters";
import { managerClient, secretValues, storedSecrets } from "../secrets/storedSecrets";

/** A parameter or secret of a set, under its name on the stage. */
export interface RestoredParameter {
  /** `/listbackup/jwt-secret`, `secret:listbackup/disaster-recovery/stripe` */
  readonly name: string;
  readonly type: "String" | "StringList" | "SecureString" | "secret";
  readonly value: string;
  readonly purpose: string;
  /** Whether the catalog has it by name. One that matches a pattern may have the id of a user in its name. */
  readonly isDeclared: boolean;
}

/** The parameters and secrets of a set that a stage lacks, and the names of those that it has with another value. */
export interface ParameterPlan {
  readonly missing: readonly RestoredParameter[];
  readonly differing: readonly string[];
}

export function restoredParameters(
  { parameters, secrets }: ParameterCopies,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
): readonly RestoredParameter[] {
  return [
    ...parameters.map(({ name, type, value }) => {
      const declared = ownValue(catalog.parameters, name);
      const purpose = declared?.purpose ?? "";
      return { name: nameOnStage(name, stage), type, value, purpose, isDeclared: declared !== undefined };
    }),
    ...secrets.map(({ name, value }) => {
      const purpose = ownValue(catalog.secrets, name)?.purpose ?? "";
      return { name: `secret:${nameOnStage(name, stage)}`, type: "secret" as const, value, purpose, isDeclared: true };
    }),
  ];
}

/** The same parameters with the new ids of users. */
export function withMappedIds(
  parameters: readonly RestoredParameter[],
  mapping: UserMapping,
): readonly RestoredParameter[] {
  return parameters.map((one) => ({
    ...one,
    name: withMappedUsers(one.name, mapping),
    value: withMappedUsers(one.value, mapping),
  }));
}

export async function parameterPlan(
  target: AwsTarget,
  parameters: readonly RestoredParameter[],
): Promise<ParameterPlan> {
  const isSecret = ({ type }: RestoredParameter): boolean => type === "secret";
  const inStore = parameters.filter((one) => !isSecret(one)).map(({ name }) => name);
  const values = await storedParameters(target, inStore, "decrypted");
  const entries = parameters.filter(isSecret).map(({ name }) => ({ name, parts: [name] }));
  const existing = await storedSecrets(target, entries);
  const texts = await secretValues(
    target,
    entries.filter(({ name }) => existing.has(name)),
  );
  const valueOf = (one: RestoredParameter): string | undefined =>
    isSecret(one) ? textOf(texts.get(one.name)?.[one.name]) : values.get(one.name)?.value;
  const isThere = ({ name }: RestoredParameter): boolean => values.has(name) || existing.has(name);
  return {
    missing: parameters.filter((one) => !isThere(one)),
    differing: parameters.flatMap((one) =>
      isThere(one) && digest(valueOf(one) ?? "") !== digest(one.value) ? [one.name] : [],
    ),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Creates what is missing; never overwrites. @throws DeployError AWS, without values */
export async function createParameters(target: AwsTarget, missing: readonly RestoredParameter[]): Promise<void> {
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const { CreateSecretCommand } = await import("@aws-sdk/client-secrets-manager");
  const [ssm, manager] = [await ssmClient(target), await managerClient(target)];
  for (const { name, type, value, purpose } of missing) {
    const Description = purpose === "" ? {} : { Description: purpose };
    await calling(target, `creating ${name}`, async () => {
      try {
        if (type === "secret") {
          const Name = name.replace(/^secret:/, "");
          await manager.send(new CreateSecretCommand({ Name, SecretString: value, ...Description }));
        } else
          await ssm.send(
            new PutParameterCommand({ Name: name, Value: value, Type: type, Overwrite: false, ...Description }),
          );
      } catch (error) {
        // Another run created it: its value stays.
        if (!isAlreadyExists(error)) throw withoutValues(error as Error, [value]);
      }
    });
  }
}
