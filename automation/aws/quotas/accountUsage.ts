import { s3Client } from "../buckets/bucket";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** Lambda's limits and what the functions of the account use of them. */
interface LambdaSettings {
  /** Concurrent executions of the account. */
  readonly concurrency: number;
  /** Of them, reserved by functions. */
  readonly reserved: number;
  /** bytes */
  readonly codeSizeLimit: number;
  /** bytes */
  readonly codeSize: number;
}

/** What exists in the account and region. Each call reads. @throws DeployError AWS */
export interface AccountUsage {
  lambda(): Promise<LambdaSettings>;
  /** Names of all tables. */
  tables(): Promise<readonly string[]>;
  /** Names of all buckets. */
  buckets(): Promise<readonly string[]>;
  roles(): Promise<{ readonly count: number; readonly limit: number | null }>;
  /** Names of the alarms on Metrics Insights queries. */
  queryAlarms(): Promise<readonly string[]>;
}

export function accountUsage(target: AwsTarget): AccountUsage {
  const config = clientConfig(target);
  return {
    lambda: async () => {
      const { GetAccountSettingsCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
      const { AccountLimit, AccountUsage } = await calling(target, "reading Lambda's limits", () =>
        new LambdaClient(config).send(new GetAccountSettingsCommand({})),
      );
      const concurrency = AccountLimit?.ConcurrentExecutions ?? 0;
      return {
        concurrency,
        reserved: concurrency - (AccountLimit?.UnreservedConcurrentExecutions ?? concurrency),
        codeSizeLimit: AccountLimit?.TotalCodeSize ?? 0,
        codeSize: AccountUsage?.TotalCodeSize ?? 0,
      };
    },
    tables: async () => {
      const { DynamoDBClient, paginateListTables } = await import("@aws-sdk/client-dynamodb");
      const client = new DynamoDBClient(config);
      return calling(target, "listing the tables", () =>
        all(paginateListTables({ client }, {}), ({ TableNames = [] }) => TableNames),
      );
    },
    buckets: async () => {
      const { paginateListBuckets } = await import("../buckets/s3Sdk");
      const client = await s3Client(target);
      return calling(target, "listing the buckets", () =>
        all(paginateListBuckets({ client }, { MaxBuckets: 1_000 }), ({ Buckets = [] }) =>
          Buckets.map(({ Name = "" }) => Name),
        ),
      );
    },
    roles: async () => {
      const { GetAccountSummaryCommand, IAMClient } = await import("@aws-sdk/client-iam");
      const { SummaryMap = {} } = await calling(target, "reading the summary of IAM", () =>
        new IAMClient(config).send(new GetAccountSummaryCommand({})),
      );
      return { count: SummaryMap["Roles"] ?? 0, limit: SummaryMap["RolesQuota"] ?? null };
    },
    queryAlarms: async () => {
      const { CloudWatchClient, paginateDescribeAlarms } = await import("@aws-sdk/client-cloudwatch");
      const client = new CloudWatchClient(config);
      return calling(target, "listing the alarms", () =>
        all(paginateDescribeAlarms({ client }, { AlarmTypes: ["MetricAlarm"] }), ({ MetricAlarms = [] }) =>
          MetricAlarms.flatMap(({ AlarmName = "", Metrics = [] }) =>
            Metrics.some(({ Expression = "" }) => /^\s*SELECT\s/i.test(Expression)) ? [AlarmName] : [],
          ),
        ),
      );
    },
  };
}

async function all<Page, T>(pages: AsyncIterable<Page>, items: (page: Page) => readonly T[]): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...items(page));
  return found;
}
