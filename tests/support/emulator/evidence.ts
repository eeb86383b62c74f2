import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from "@aws-sdk/client-s3";
import { paginateDescribeParameters, paginateGetParameterHistory, SSMClient } from "@aws-sdk/client-ssm";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Evidence } from "../leaks";

/** Of the clients: the emulator, and an account. */
export interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Every version of every secret value that an account has or had, by name and version. Values below 8 characters are left out. */
export async function secretValues(settings: Settings): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const client = new SSMClient(settings);
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, {}))
    for (const { Name = "", Type } of Parameters)
      if (Type === "SecureString")
        for await (const { Parameters: history = [] } of paginateGetParameterHistory(
          { client },
          { Name, WithDecryption: true },
        ))
          for (const { Version, Value = "" } of history) found.set(`${Name}:${String(Version)}`, Value);
  const manager = new SecretsManagerClient(settings);
  const { SecretList = [] } = await manager.send(new ListSecretsCommand({}));
  for (const { Name: SecretId = "" } of SecretList) {
    const { Versions = [] } = await manager.send(
      new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }),
    );
    for (const { VersionId } of Versions) {
      const { SecretString = "" } = await manager.send(new GetSecretValueCommand({ SecretId, VersionId }));
      for (const [key, value] of Object.entries(partsOf(SecretString)))
        found.set(`${SecretId}#${key}:${String(VersionId)}`, value);
    }
  }
  // What the rehearsal writes for a person is plainly no secret.
  return new Map([...found].filter(([, value]) => value.length >= 8 && value !== "rehearsal"));
}

function partsOf(text: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return { "": text };
  }
}

/** Every version of every object: state, its history and backups, releases, leases, events. Artifacts are left out. */
export async function objects(settings: Settings): Promise<readonly Evidence[]> {
  const client = new S3Client({ ...settings, forcePathStyle: true });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const found: Evidence[] = [];
  for (const { Name: Bucket = "" } of Buckets)
    for (const { Key = "", VersionId } of await versionsOf(client, Bucket)) {
      if (Key.startsWith("artifacts/")) continue;
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
      );
      const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
      found.push({ from: `s3://${Bucket}/${Key}@${String(VersionId)}`, content });
    }
  return found;
}

async function versionsOf(client: S3Client, Bucket: string): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
  do {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({
        Bucket,
        ...(KeyMarker === undefined ? {} : { KeyMarker }),
        ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }),
      }),
    );
    found.push(...(page.Versions ?? []));
    [KeyMarker, VersionIdMarker] = page.IsTruncated === true ? [page.NextKeyMarker, page.NextVersionIdMarker] : [];
  } while (KeyMarker !== undefined);
  return found;
}

/** All log lines of all functions. */
export async function logs(settings: Settings): Promise<readonly Evidence[]> {
  const client = new CloudWatchLogsClient(settings);
  const found: Evidence[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {}))
    for (const { logGroupName = "" } of logGroups) {
      const lines: string[] = [];
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName }))
        lines.push(...events.map(({ message = "" }) => message));
      found.push({ from: logGroupName, content: Buffer.from(lines.join("\n")) });
    }
  return found;
}

/** Configurations of all functions, with their environments. */
export async function functionConfigurations(settings: Settings): Promise<readonly Evidence[]> {
  const client = new LambdaClient(settings);
  const found: Evidence[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, { FunctionVersion: "ALL" }))
    found.push(
      ...Functions.map((one) => ({ from: String(one.FunctionArn), content: Buffer.from(JSON.stringify(one)) })),
    );
  return found;
}
