import { calling, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

export interface LogGroup {
  readonly name: string;
  readonly bytes: number;
}

/** Log groups whose name starts with a prefix. */
export async function logGroups(target: AwsTarget, logGroupNamePrefix: string): Promise<readonly LogGroup[]> {
  const { CloudWatchLogsClient, paginateDescribeLogGroups } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  return calling(target, `listing the log groups ${logGroupNamePrefix}*`, async () => {
    const found: LogGroup[] = [];
    for await (const { logGroups: page = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix }))
      for (const { logGroupName: name, storedBytes: bytes = 0 } of page)
        if (name !== undefined) found.push({ name, bytes });
    return found;
  });
}

/** Deletes log groups with their events. CloudWatch allows ten such calls per second. */
export async function deleteLogGroups(target: AwsTarget, names: readonly string[]): Promise<void> {
  const { CloudWatchLogsClient, DeleteLogGroupCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  for (const logGroupName of names)
    await calling(target, `deleting the log group ${logGroupName}`, async () => {
      try {
        await client.send(new DeleteLogGroupCommand({ logGroupName }));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    });
}
