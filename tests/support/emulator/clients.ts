import { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { ACM } from "@aws-sdk/client-acm";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { SSM } from "@aws-sdk/client-ssm";

export function clientsOf(endpoint: string, account: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: "test" } };
  return {
    acm: new ACM(settings),
    api: new ApiGatewayV2(settings),
    cognito: new CognitoIdentityProvider(settings),
    dynamodb: new DynamoDB(settings),
    events: new EventBridge(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    logs: new CloudWatchLogs(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
    sns: new SNS(settings),
    sqs: new SQS(settings),
    ssm: new SSM(settings),
  };
}
