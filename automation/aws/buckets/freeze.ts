import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import type { Freeze } from "../../../model/lock/freeze";
import type { Stage } from "../../../model/stage/stage";
import { s3Client } from "./bucket";
import { readText } from "./objects";
import { calling } from "../errors";
import type { AwsTarget } from "../target";

function objectOf(stage: Stage): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: DRIVER_NAMES.deploymentsBucket(stage), Key: `freezes/${stage.name}.json` };
}

/**
 * @returns null where the stage is not frozen now
 * @throws DeployError FROZEN where the stored freeze cannot be read
 */
export async function readFreeze(target: AwsTarget, stage: Stage): Promise<Freeze | null> {
  const text = await readText(target, objectOf(stage), `reading the freeze of ${stage.name}`);
  if (text === null) return null;
  const freeze = await parsed(text, stage);
  return freeze.until > Date.now() / 1000 ? freeze : null;
}

async function parsed(text: string, { name }: Stage): Promise<Freeze> {
  const { freezeSchema } = await import("../../../model/lock/freeze");
  try {
    return freezeSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DeployError(
      "FROZEN",
      `The stored freeze of ${name} cannot be read, so the stage counts as frozen. Nothing was changed.`,
      `Delete it: \`bin/deploy unfreeze ${name}\`.`,
      { cause },
    );
  }
}

export async function writeFreeze(target: AwsTarget, stage: Stage, freeze: Freeze): Promise<void> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const { freezeSchema } = await import("../../../model/lock/freeze");
  const client = await s3Client(target);
  const Body = JSON.stringify(freezeSchema.parse(freeze));
  await calling(target, `freezing ${stage.name}`, () =>
    client.send(new PutObjectCommand({ ...objectOf(stage), Body, ContentType: "application/json" })),
  );
}

export async function deleteFreeze(target: AwsTarget, stage: Stage): Promise<void> {
  const { DeleteObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  await calling(target, `unfreezing ${stage.name}`, () => client.send(new DeleteObjectCommand(objectOf(stage))));
}
