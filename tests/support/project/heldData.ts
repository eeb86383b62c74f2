import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
  ListUsersInGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";

/** How much of everything that a deployment could lose is on a stage; null where the holder itself is gone. */
export interface HeldData {
  readonly items: number | null;
  readonly messages: number | null;
  readonly members: number | null;
  readonly indexes: readonly string[] | null;
}

/** Puts data onto a stage, and looks whether it is still there. */
export class DataProbe {
  readonly #config: { readonly region: string; readonly endpoint: string };

  constructor(
    readonly stage: Stage,
    endpoint: string,
    /** Names in the catalog. */
    readonly holders: { readonly table: string; readonly key: string; readonly queue: string; readonly group: string },
  ) {
    const credentials = { accessKeyId: stage.account, secretAccessKey: "test" };
    this.#config = { region: stage.region, endpoint, credentials } as { region: string; endpoint: string };
  }

  /** One item, one message, one member. */
  async fill(): Promise<void> {
    const { table, key, group } = this.holders;
    const item = { [key]: { S: "kept" } };
    const TableName = NAMES.table.of(this.stage, table);
    await new DynamoDBClient(this.#config).send(new PutItemCommand({ TableName, Item: item }));
    const QueueUrl = await this.#queueUrl();
    const message = new SendMessageCommand({ QueueUrl, MessageBody: "kept", MessageGroupId: "kept" });
    await new SQSClient(this.#config).send(message);
    const cognito = new CognitoIdentityProviderClient(this.#config);
    const [UserPoolId, Username] = [await this.#poolId(), "member@example.com"];
    const UserAttributes = [
      { Name: "email", Value: Username },
      { Name: "name", Value: "Member" },
    ];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: group }));
  }

  async read(): Promise<HeldData> {
    const [items, messages, members, indexes] = await Promise.all([
      orGone(this.#items()),
      orGone(this.messages()),
      orGone(this.members()),
      orGone(this.indexes()),
    ]);
    return { items, messages, members, indexes };
  }

  async #items(): Promise<number> {
    const TableName = NAMES.table.of(this.stage, this.holders.table);
    return (await new DynamoDBClient(this.#config).send(new ScanCommand({ TableName }))).Count ?? 0;
  }

  async messages(): Promise<number> {
    const QueueUrl = await this.#queueUrl();
    const { Attributes } = await new SQSClient(this.#config).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return Number(Attributes?.["ApproximateNumberOfMessages"]);
  }

  async members(): Promise<number> {
    const list = new ListUsersInGroupCommand({ UserPoolId: await this.#poolId(), GroupName: this.holders.group });
    return (await new CognitoIdentityProviderClient(this.#config).send(list)).Users?.length ?? 0;
  }

  async indexes(): Promise<readonly string[]> {
    const { Table } = await new DynamoDBClient(this.#config).send(
      new DescribeTableCommand({ TableName: NAMES.table.of(this.stage, this.holders.table) }),
    );
    return (Table?.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName }) => IndexName ?? []).sort();
  }

  async #queueUrl(): Promise<string | undefined> {
    const QueueName = NAMES.queue.of(this.stage, this.holders.queue);
    return (await new SQSClient(this.#config).send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  }

  async #poolId(): Promise<string | undefined> {
    const { UserPools = [] } = await new CognitoIdentityProviderClient(this.#config).send(
      new ListUserPoolsCommand({ MaxResults: 60 }),
    );
    return UserPools.find(({ Name }) => Name === NAMES.userPool.of(this.stage, "users"))?.Id;
  }
}

const GONE = /NonExistent|ResourceNotFound|NotFound/;

async function orGone<T>(value: Promise<T>): Promise<T | null> {
  return value.catch((error: unknown) => {
    if (GONE.test((error as Error).name)) return null;
    throw error;
  });
}
