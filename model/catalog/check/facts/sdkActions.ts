/** IAM prefix by SDK package. Actions have the name of the operation, except those in EXCEPTIONS. */
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
 * Operations that need a permission with another name, or none. Sources: the Service Authorization Reference, and for
 * Cognito the API reference, which states for each operation whether IAM authorises it.
 */
const EXCEPTIONS: Readonly<Record<string, string | null>> = {
  // Each operation in a transaction needs its own permission.
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

/** Cognito operations that a client id or a user's token authorises, not IAM. */
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

/** The IAM action that a call needs; null if it needs none or the service is not in PREFIXES. */
export function actionOf(service: string, operation: string): string | null {
  const prefix = PREFIXES[service];
  if (prefix === undefined) return null;
  if (service === "cognitoidentityprovider" && COGNITO_WITHOUT_IAM.has(operation)) return null;
  const action = `${prefix}:${operation}`;
  const exception = EXCEPTIONS[action];
  return exception === undefined ? action : exception;
}
