import type { Row } from "../schema/row";
import { acmRows } from "./acm";
import { apigatewayRows } from "./apigateway/rows";
import { autoscalingRows } from "./autoscaling";
import { backupRows } from "./backup";
import { budgetRows } from "./budgets";
import { cloudtrailRows } from "./cloudtrail";
import { cloudwatchRows } from "./cloudwatch/rows";
import { cognitoRows } from "./cognito/rows";
import { dynamodbRows } from "./dynamodb/table";
import { eventRows } from "./events";
import { iamRows } from "./iam";
import { iamPolicyRows } from "./iamPolicy";
import { kmsRows } from "./kms";
import { lambdaRows } from "./lambda/rows";
import { logsRows } from "./logs";
import { openIdConnectRows } from "./openIdConnect";
import { route53Rows } from "./route53";
import { s3Rows } from "./s3/rows";
import { schedulerRows } from "./scheduler";
import { sesRows } from "./ses/rows";
import { snsRows } from "./sns";
import { sqsRows } from "./sqs";
import { ssmRows } from "./ssm";

const all: readonly Row[] = [
  ...acmRows,
  ...apigatewayRows,
  ...autoscalingRows,
  ...backupRows,
  ...budgetRows,
  ...cloudtrailRows,
  ...cloudwatchRows,
  ...cognitoRows,
  ...dynamodbRows,
  ...eventRows,
  ...iamRows,
  ...iamPolicyRows,
  ...kmsRows,
  ...lambdaRows,
  ...logsRows,
  ...openIdConnectRows,
  ...route53Rows,
  ...s3Rows,
  ...schedulerRows,
  ...sesRows,
  ...snsRows,
  ...sqsRows,
  ...ssmRows,
];

/** Every type that the offline provider knows, by token. */
export const rows: ReadonlyMap<string, Row> = new Map(all.map((row) => [row.token, row]));
