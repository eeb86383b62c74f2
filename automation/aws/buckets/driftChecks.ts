import { DRIVER_NAMES } from "../../../model/names";
import { driftCheckSchema, type DriftCheck } from "../../../model/release/driftCheck";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { s3Client } from "./bucket";
import { readText } from "./objects";

function objectOf(stage: Stage): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: DRIVER_NAMES.deploymentsBucket(stage), Key: `drift/${stage.name}.json` };
}

/**
 * The last comparison of the stage with AWS.
 * @returns null: none was recorded, or a newer version of this program recorded it
 * @throws DeployError AWS
 */
export async function readDriftCheck(target: AwsTarget, stage: Stage): Promise<DriftCheck | null> {
  const text = await readText(target, objectOf(stage), `reading the last drift check of ${stage.name}`);
  return text === null ? null : parsed(text);
}

function parsed(text: string): DriftCheck | null {
  try {
    return driftCheckSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeDriftCheck(target: AwsTarget, stage: Stage, check: DriftCheck): Promise<void> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Body = JSON.stringify(driftCheckSchema.parse(check));
  await calling(target, `recording the drift check of ${stage.name}`, () =>
    client.send(new PutObjectCommand({ ...objectOf(stage), Body, ContentType: "application/json" })),
  );
}
