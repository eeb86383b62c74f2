import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import type { DataLoss } from "../../engine/changes/dataLoss";
import { count } from "../../ui/duration";
import { clientConfig, type AwsTarget } from "../target";

type ReadContents = (target: AwsTarget, loss: DataLoss) => Promise<string | null>;

/** By type of resource. */
const READERS: Readonly<Record<string, ReadContents>> = {
  "aws:dynamodb/table:Table": tableContents,
  "aws:s3/bucket:Bucket": bucketContents,
  "aws:cognito/userPool:UserPool": poolContents,
  "aws:cognito/userGroup:UserGroup": groupContents,
  "aws:sqs/queue:Queue": queueContents,
  "aws:sns/topic:Topic": topicContents,
  "aws:cloudwatch/logGroup:LogGroup": logContents,
};

const TIMEOUT_MS = 5_000;

/**
 * The current content of a resource: `3 messages`, `about 1200 items`.
 * @returns null where AWS does not report it, does not respond within five seconds, or denies access
 */
export async function dataContents(target: AwsTarget, loss: DataLoss): Promise<string | null> {
  const read = READERS[loss.type];
  if (read === undefined || loss.id === "") return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, null);
  });
  // Unknown content does not allow the deletion: the guard rejects it in any case.
  return Promise.race([read(target, loss).catch(() => null), late]).finally(() => {
    clearTimeout(timer);
  });
}

async function tableContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { DynamoDBClient, DescribeTableCommand, ScanCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: id }));
  const items = Table?.ItemCount ?? 0;
  if (items > 0) return `about ${count(items, "item")}`;
  // DynamoDB updates ItemCount every six hours.
  const { Count = 0 } = await client.send(new ScanCommand({ TableName: id, Limit: 1, Select: "COUNT" }));
  return Count > 0 ? "items that DynamoDB has not counted yet" : "no items";
}

/** Of up to 1000 versions and delete markers each. */
const MAX_VERSION_PAGES = 10;

async function bucketContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { ListObjectVersionsCommand, S3Client } = await import("../buckets/s3Sdk");
  const client = new S3Client({ ...clientConfig(target), forcePathStyle: target.kind === "rehearsal" });
  let markers: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> = {};
  // Delete markers count toward a page: the versions can be on a later one.
  for (let page = 0; page < MAX_VERSION_PAGES; page += 1) {
    const { Versions, IsTruncated, NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput =
      await client.send(new ListObjectVersionsCommand({ Bucket: id, ...markers }));
    if (Versions !== undefined && Versions.length > 0) return "objects";
    if (IsTruncated !== true) return "no objects";
    markers = { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
  }
  return null;
}

async function poolContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  return `about ${count(UserPool?.EstimatedNumberOfUsers ?? 0, "user")}`;
}

/** Limit of ListUsersInGroup. */
const GROUP_PAGE = 60;

/** @param loss its id is `<pool>/<group>` */
async function groupContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const slash = id.indexOf("/");
  if (slash < 0) return null;
  const { CognitoIdentityProviderClient, ListUsersInGroupCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const { Users = [], NextToken } = await client.send(
    new ListUsersInGroupCommand({
      UserPoolId: id.slice(0, slash),
      GroupName: id.slice(slash + 1),
      Limit: GROUP_PAGE,
    }),
  );
  return NextToken === undefined ? count(Users.length, "member") : `more than ${String(Users.length)} members`;
}

/** @param loss its id is the queue's URL */
async function queueContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { GetQueueAttributesCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  const { Attributes = {} } = await new SQSClient(clientConfig(target)).send(
    new GetQueueAttributesCommand({
      QueueUrl: id,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return count(
    Object.values(Attributes).reduce((sum, n) => sum + Number(n), 0),
    "message",
  );
}

async function topicContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { GetTopicAttributesCommand, SNSClient } = await import("@aws-sdk/client-sns");
  const { Attributes = {} } = await new SNSClient(clientConfig(target)).send(
    new GetTopicAttributesCommand({ TopicArn: id }),
  );
  return count(Number(Attributes["SubscriptionsConfirmed"] ?? 0), "subscription");
}

async function logContents(target: AwsTarget, { id }: DataLoss): Promise<string | null> {
  const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const { logGroups = [] } = await new CloudWatchLogsClient(clientConfig(target)).send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: id }),
  );
  const bytes = logGroups.find(({ logGroupName }) => logGroupName === id)?.storedBytes;
  return bytes === undefined ? null : `${String(Math.ceil(bytes / 1024))} KiB of logs`;
}
