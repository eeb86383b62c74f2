import type { KnownAwsError } from "../knownError";

/** AWS does not let the caller. `aws/errorKinds/denial.ts` adds the statement that would allow it. */
export const PERMISSIONS: readonly KnownAwsError[] = [
  {
    id: "access-denied",
    title: "Access denied",
    section: "permissions",
    kind: "denied",
    isGeneral: true,
    matches: [
      {
        codes: [
          "AccessDenied",
          "UnauthorizedOperation",
          "Unauthorized",
          "AuthorizationError",
          "NotAuthorized",
          "Forbidden",
          "OperationNotPermitted",
        ],
      },
      { service: "iam", codes: ["UnmodifiableEntity"] },
      { service: "eventbridge", codes: ["ManagedRule", "OperationDisabled"] },
      { service: "s3", codes: ["AllAccessDisabled", "AccountProblem", "InvalidObjectState"] },
      { service: "lambda", codes: ["EC2AccessDenied"] },
    ],
    meaning:
      "The identity that deploys may not call this. The message ends with the kind of policy that refused: an identity-based policy lacks the action; or a permissions boundary, a service control policy, a session policy or a resource's own policy does not allow it; or one of them denies it explicitly, which no other policy can override. Where AWS encoded the reason, the error shows the command that decodes it.",
    remedy:
      "Allow the action that AWS names, in the policy that AWS names; `bin/deploy doctor <stage>` lists missing permissions.",
    examples: [
      {
        text: "creating CloudWatch Logs Log Group (/listbackup/dev/users): operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 1be16b55-ea41-4bea-903d-5878767700a7, api error AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/gha/GitHubActions is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-central-1:123456789012:log-group:/listbackup/dev/users:log-stream: because no identity-based policy allows the logs:CreateLogGroup action",
        source: "https://github.com/elastic/apm-aws-lambda/issues/526",
      },
      {
        text: "creating IAM Role (listbackup-dev-users): operation error IAM: CreateRole, https response error StatusCode: 403, RequestID: 7f, api error AccessDenied: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/listbackup-dev-users with an explicit deny in a service control policy",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
      },
      {
        text: "creating IAM Role (listbackup-dev-users): operation error IAM: CreateRole, https response error StatusCode: 403, RequestID: 7f, api error AccessDenied: User: arn:aws:sts::123456789012:assumed-role/listbackup-deployment-role/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/listbackup-dev-users because no permissions boundary allows the iam:CreateRole action",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
      },
      {
        text: "creating Lambda Event Source Mapping: operation error EC2: CreateNetworkInterface, https response error StatusCode: 403, RequestID: d7393c54, api error UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: p1EyykaD2fI3csh_sf_WvdHF",
        source: "https://github.com/asquarezone/TerraformZone/issues/1",
      },
    ],
  },
  {
    id: "s3-access-denied",
    title: "S3 denies access without a reason",
    section: "permissions",
    kind: "denied",
    matches: [{ service: "s3", codes: ["AccessDenied", "Forbidden"] }],
    meaning:
      "S3 often answers `Access Denied` and no more: to a HEAD request it cannot say more. Without `s3:ListBucket` it gives the same answer for a bucket or object that does not exist. The bucket's own policy, its public access block and the key of its encryption can refuse as well.",
    remedy:
      "Allow the action on the bucket, in the role's policy and in the bucket's; without s3:ListBucket S3 returns the same error for a missing object. `bin/deploy doctor <stage>` lists missing permissions.",
    examples: [
      {
        text: "reading S3 Bucket (listbackup-dev-exports): operation error S3: HeadBucket, https response error StatusCode: 403, RequestID: X, HostID: Y, api error Forbidden: Forbidden",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html",
      },
      {
        text: "putting S3 Bucket Policy (listbackup-dev-exports): operation error S3: PutBucketPolicy, https response error StatusCode: 403, RequestID: X, HostID: Y, api error AccessDenied: Access Denied",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
  {
    id: "kms-access-denied",
    title: "KMS denies use of the key",
    section: "permissions",
    kind: "denied",
    matches: [
      { codes: ["KMSAccessDenied", "KmsAccessDenied"] },
      { service: "kms", codes: ["AccessDenied"] },
      { codes: ["AccessDenied"], message: /not authorized to perform: kms:/i },
      { codes: ["AccessDenied"], message: /ciphertext refers to a customer master key/i },
      { service: "s3", codes: ["AccessDenied"], message: /not authorized to perform: kms:/i },
    ],
    meaning:
      "A key is guarded twice: the identity needs the action in its own policy, and the key's policy must allow the account or the identity. The key must also be in the same region.",
    remedy:
      "Allow the action on the key in the identity's policy, and the identity in the key's policy: `aws kms get-key-policy --key-id <key> --policy-name default`. `bin/deploy bootstrap <stage>` restores the policy of the stage's own key.",
    examples: [
      {
        text: "creating SSM Parameter (/listbackup/jwt-secret): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 9c, api error AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/ci/s is not authorized to perform: kms:Encrypt on resource: arn:aws:kms:us-west-2:123456789012:key/1234abcd because no identity-based policy allows the kms:Encrypt action",
        source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
      },
      {
        text: "operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: 5e, api error AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
        source: "https://github.com/aws/aws-encryption-sdk-javascript/issues/1005",
      },
      {
        text: "updating Lambda Function (a) configuration: operation error Lambda: UpdateFunctionConfiguration, https response error StatusCode: 502, RequestID: b, KMSAccessDeniedException: Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings.",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html",
      },
    ],
  },
  {
    id: "execution-role-denied",
    title: "Function's role lacks a permission",
    section: "permissions",
    kind: "denied",
    matches: [
      { service: "lambda", codes: ["InvalidParameterValue"], message: /execution role does not have permissions/i },
    ],
    meaning:
      "Lambda checks the role of the function before it reads from a queue or stream for it. The role comes from the service's grants in the catalog.",
    remedy:
      "Grant the queue or stream to the service in its file in `catalog/services`, as `consume queue:<name>`; `bin/deploy check` names what is missing.",
    examples: [
      {
        text: "creating Lambda Event Source Mapping (arn:aws:sqs:us-west-2:123456789012:listbackup-dev-sync): operation error Lambda: CreateEventSourceMapping, https response error StatusCode: 400, RequestID: e1, InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS",
        source: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
      },
    ],
  },
  {
    id: "trail-bucket-policy",
    title: "CloudTrail may not write to its bucket",
    section: "permissions",
    kind: "denied",
    matches: [
      {
        service: "cloudtrail",
        codes: ["InsufficientS3BucketPolicy", "InsufficientEncryptionPolicy", "InsufficientSnsTopicPolicy"],
      },
    ],
    meaning:
      "CloudTrail tests its bucket and key before it creates a trail. Their policies do not allow cloudtrail.amazonaws.com, or were changed by hand.",
    remedy: "Restore the policies: `bin/deploy bootstrap <stage>`.",
    examples: [
      {
        text: "creating CloudTrail Trail (listbackup-audit): operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: 2b, InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: listbackup-trail",
        source:
          "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
      },
    ],
  },
  {
    id: "sending-denied",
    title: "SES does not let the account send",
    section: "permissions",
    kind: "denied",
    matches: [
      { service: "sesv2", codes: ["AccountSuspended", "SendingPaused", "MailFromDomainNotVerified"] },
      { service: "ses", codes: ["AccountSendingPaused", "MailFromDomainNotVerified", "ProductionAccessNotGranted"] },
    ],
    meaning: "AWS has paused or restricted the account's sending, or the sender's domain is not verified.",
    remedy: "See the account's sending status: `aws sesv2 get-account`.",
    examples: [
      {
        text: "creating SESv2 Configuration Set (listbackup-dev): operation error SESv2: CreateConfigurationSet, https response error StatusCode: 400, RequestID: 4, AccountSuspendedException: Your account is suspended",
        source: "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html",
      },
    ],
  },
];
