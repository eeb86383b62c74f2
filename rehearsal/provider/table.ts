import type { Row } from "./row";
import { acmRows } from "./types/acm";
import { apigatewayRows } from "./types/apigateway";
import { autoscalingRows } from "./types/autoscaling";
import { cloudwatchRows } from "./types/cloudwatch";
import { cognitoRows } from "./types/cognito";
import { dynamodbRows } from "./types/dynamodb";
import { eventRows } from "./types/events";
import { iamRows } from "./types/iam";
import { kmsRows } from "./types/kms";
import { lambdaRows } from "./types/lambda";
import { logsRows } from "./types/logs";
import { route53Rows } from "./types/route53";
import { s3Rows } from "./types/s3";
import { schedulerRows } from "./types/scheduler";
import { sesRows } from "./types/ses";
import { snsRows } from "./types/sns";
import { sqsRows } from "./types/sqs";
import { ssmRows } from "./types/ssm";

const all: readonly Row[] = [
  ...acmRows,
  ...apigatewayRows,
  ...autoscalingRows,
  ...cloudwatchRows,
  ...cognitoRows,
  ...dynamodbRows,
  ...eventRows,
  ...iamRows,
  ...kmsRows,
  ...lambdaRows,
  ...logsRows,
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
