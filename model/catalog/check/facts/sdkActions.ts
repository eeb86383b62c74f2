/** IAM prefix of the SDK's packages whose operations IAM calls by the same name, but for the exceptions below. */
const PREFIXES: Readonly<Record<string, string>> = {
  acm: "acm",
  cognitoidentityprovider: "cognito-idp",
  dynamodb: "dynamodb",
  eventbridge: "events",
  kms: "kms",
  lambda: "lambda",
  route53: "route53",
  s3: "s3",
  secretsmanager: "secretsmanager",
  ses: "ses",
  sesv2: "ses",
  sfn: "states",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
};

/**
 * Operations that need another permission than their name, or none. Sources: the service authorization reference, and for
 * Cognito the API reference, which says of each operation whether IAM is asked.
 */
const EXCEPTIONS: Readonly<Record<string, string | null>> = {
  // The parts of a transaction are calls of their own.
  "dynamodb:TransactWriteItems": null,
  "dynamodb:TransactGetItems": null,
  "dynamodb:ExecuteStatement": null,
  "dynamodb:BatchExecuteStatement": null,
  "dynamodb:ExecuteTransaction": null,
  "sqs:SendMessageBatch": "sqs:SendMessage",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
  "sns:PublishBatch": "sns:Publish",
  "lambda:Invoke": "lambda:InvokeFunction",
  "lambda:InvokeAsync": "lambda:InvokeFunction",
  "s3:HeadObject": "s3:GetObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:CopyObject": "s3:PutObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:UploadPart": "s3:PutObject",
  "s3:UploadPartCopy": "s3:PutObject",
  "s3:CompleteMultipartUpload": "s3:PutObject",
  "s3:SelectObjectContent": "s3:GetObject",
};

/** Operations of Cognito that a client's id or a user's token authorises, not IAM. */
const COGNITO_WITHOUT_IAM = new Set([
  ...[
    "AssociateSoftwareToken",
    "ChangePassword",
    "ConfirmDevice",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "DeleteUser",
  ],
  ...["DeleteUserAttributes", "ForgetDevice", "ForgotPassword", "GetDevice", "GetTokensFromRefreshToken", "GetUser"],
  ...["GetUserAttributeVerificationCode", "GlobalSignOut", "InitiateAuth", "ListDevices", "ResendConfirmationCode"],
  ...[
    "RespondToAuthChallenge",
    "RevokeToken",
    "SetUserMFAPreference",
    "SetUserSettings",
    "SignUp",
    "UpdateDeviceStatus",
  ],
  ...["UpdateUserAttributes", "VerifySoftwareToken", "VerifyUserAttribute"],
]);

/** The IAM action that a call needs; null where it needs none, or the service's names are not known here. */
export function actionOf(service: string, operation: string): string | null {
  const prefix = PREFIXES[service];
  if (prefix === undefined) return null;
  if (service === "cognitoidentityprovider" && COGNITO_WITHOUT_IAM.has(operation)) return null;
  const action = `${prefix}:${operation}`;
  const exception = EXCEPTIONS[action];
  return exception === undefined ? action : exception;
}
