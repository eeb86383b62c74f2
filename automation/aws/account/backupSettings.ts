import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Has AWS Backup back up the tables of a region, with its advanced features: without them it copies no recovery point of a
 * table to another region. The settings are those of the whole account, so those of other services stay as they are.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
 * @returns whether a setting was changed
 */
export async function ensureBackupSettings(target: AwsTarget): Promise<boolean> {
  const { Backup } = await import("@aws-sdk/client-backup");
  const client = new Backup(clientConfig(target));
  return calling(target, "turning AWS Backup on for tables", async () => {
    const found = await client.describeRegionSettings({});
    const isOn = [found.ResourceTypeOptInPreference, found.ResourceTypeManagementPreference].every(
      (preference) => preference?.["DynamoDB"] === true,
    );
    if (isOn) return false;
    await client.updateRegionSettings({
      ResourceTypeOptInPreference: { DynamoDB: true },
      ResourceTypeManagementPreference: { DynamoDB: true },
    });
    return true;
  });
}
