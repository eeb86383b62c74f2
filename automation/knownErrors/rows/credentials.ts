import type { KnownAwsError } from "../knownError";

/** Who calls, from which clock, in which account and region. */
export const CREDENTIALS: readonly KnownAwsError[] = [
  {
    id: "expired-token",
    title: "AWS credentials have expired",
    section: "credentials",
    kind: "expired",
    isGeneral: true,
    matches: [
      { codes: ["CredentialsProviderError", "TokenProviderError"], message: /expired/i },
      { codes: ["ExpiredToken", "TokenRefreshRequired", "RequestExpired", "ExpiredIterator"] },
      { service: "sso", codes: ["Unauthorized"] },
      { service: "ssooidc", codes: ["InvalidGrant", "ExpiredToken", "UnauthorizedClient", "AccessDenied"] },
    ],
    meaning:
      "The session ended, perhaps in the middle of the deployment. What was done is in the state, and the same command continues.",
    remedy: "Sign in again: `aws sso login --profile <profile>`, or renew the keys of the environment.",
    examples: [
      {
        text: "creating SQS Queue (a): operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: 1, api error ExpiredToken: The security token included in the request is expired",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html",
      },
      {
        text: "creating Lambda Function (a): operation error Lambda: CreateFunction, get identity: get credentials: failed to refresh cached credentials, operation error SSO: GetRoleCredentials, https response error StatusCode: 401, RequestID: r, UnauthorizedException: Session token not found or invalid",
        source: "https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html",
      },
    ],
  },
  {
    id: "no-credentials",
    title: "No valid AWS credentials",
    section: "credentials",
    kind: "unidentified",
    isGeneral: true,
    matches: [
      {
        codes: [
          "InvalidClientTokenId",
          "UnrecognizedClient",
          "InvalidAccessKeyId",
          "AuthFailure",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "InvalidToken",
          "SignatureDoesNotMatch",
          "CredentialsProviderError",
          "TokenProviderError",
          "IncompleteSignature",
          "InvalidSecurity",
          "InvalidSignature",
        ],
      },
    ],
    meaning: "There are no credentials, or AWS does not know them: they were deleted, or belong to another partition.",
    remedy: "Configure the profile: `aws configure --profile <profile>`, or name another with --profile.",
    examples: [
      {
        text: "reading SSM Parameter (a): operation error SSM: GetParameter, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded",
        source: "https://github.com/ElementTech/kube-arch-scheduler/issues/5",
      },
      {
        text: "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 2, api error InvalidClientTokenId: The security token included in the request is invalid.",
        source: "https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html",
      },
    ],
  },
  {
    id: "clock-skew",
    title: "Clock of this machine is wrong",
    section: "credentials",
    kind: "clock-skew",
    isGeneral: true,
    matches: [
      { codes: ["InvalidSignature", "SignatureDoesNotMatch"], message: /signature expired|not yet current/i },
      { codes: ["RequestTimeTooSkewed", "RequestInTheFuture"] },
    ],
    meaning: "AWS accepts a signature for five minutes (S3: 15).",
    remedy: "Set the clock: `sudo sntp -sS time.apple.com` (macOS), `sudo timedatectl set-ntp true` (Linux).",
    examples: [
      {
        text: "operation error Lambda: CreateFunction, https response error StatusCode: 403, RequestID: 3, api error InvalidSignatureException: Signature expired: 20240101T000000Z is now earlier than 20240101T000500Z (20240101T001000Z - 5 min.)",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html",
      },
      {
        text: "operation error S3: HeadObject, https response error StatusCode: 403, RequestID: 3, HostID: 4, api error RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
  {
    id: "wrong-region",
    title: "Bucket is in another region",
    section: "credentials",
    kind: "wrong-region",
    isGeneral: true,
    matches: [
      {
        service: "s3",
        codes: [
          "PermanentRedirect",
          "TemporaryRedirect",
          "MovedPermanently",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraint",
        ],
      },
    ],
    meaning: "A bucket's name is unique over all regions, and this one was created in another.",
    remedy:
      "Set aws:region in the stage's file to the bucket's region, or delete that bucket and run `bin/deploy bootstrap <stage>`.",
    examples: [
      {
        text: "reading S3 Bucket (a): operation error S3: HeadBucket, https response error StatusCode: 301, RequestID: X, HostID: Y, api error MovedPermanently: Moved Permanently",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
  {
    id: "not-offered",
    title: "AWS does not offer this to the account or in this region",
    section: "credentials",
    kind: "not-offered",
    isGeneral: true,
    matches: [
      { codes: ["OptInRequired", "PendingVerification", "Blocked", "UnsupportedOperation", "FeatureNotSupported"] },
      { codes: ["UnknownOperation", "InvalidAction", "NotImplemented", "UnsupportedProtocol"] },
      { service: "sts", codes: ["RegionDisabled"] },
      { service: "ssm", codes: ["UnsupportedFeatureRequired"] },
      { codes: ["KMSOptInRequired", "KmsOptInRequired"] },
      { service: "cognitoidentityprovider", codes: ["FeatureUnavailableInTier", "UserPoolAddOnNotEnabled"] },
      // Health is part of Business support and above.
      { service: "health", codes: ["SubscriptionRequired"] },
    ],
    meaning:
      "The region is not enabled, the account is new and not verified yet, or the service is not in this region.",
    remedy:
      "Enable the region: `aws account enable-region --region-name <region>`, or the service in its console; or do without it in the stage's file.",
    examples: [
      {
        text: "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 5, RegionDisabledException: STS is not activated in this region",
        source: "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
      },
      {
        text: "creating Lambda Function (a): operation error Lambda: CreateFunction, https response error StatusCode: 403, RequestID: 5, api error OptInRequired: The AWS Access Key Id needs a subscription for the service",
        source: "https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html",
      },
    ],
  },
];
