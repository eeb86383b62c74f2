import type { KnownAwsError } from "../knownError";

/** It cannot be deleted, or not yet be created again. */
export const DEPENDENCIES: readonly KnownAwsError[] = [
  {
    id: "in-use",
    title: "Resource is still in use",
    section: "dependencies",
    kind: "in-use",
    isGeneral: true,
    matches: [
      { codes: ["ResourceInUse", "DependencyViolation", "DeleteConflict"] },
      { service: "iam", codes: ["DeleteConflict"] },
      { service: "route53", codes: ["HostedZoneNotEmpty"] },
    ],
    meaning:
      "AWS does not delete what another resource refers to: a role with policies that were attached by hand, a certificate of another domain name, a zone with records. What refers to it is not in this stage's state, otherwise it would have gone first.",
    remedy: "Remove what AWS names as its user first.",
    examples: [
      {
        text: "deleting IAM Role (listbackup-dev-users): operation error IAM: DeleteRole, https response error StatusCode: 409, RequestID: c0f066d3-5f9f-436d-858f-acea57edfdd0, DeleteConflict: Cannot delete entity, must detach all policies first.",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/40059",
      },
      {
        text: "deleting ACM Certificate (arn:aws:acm:us-west-2:123456789012:certificate/0c1f): operation error ACM: DeleteCertificate, https response error StatusCode: 400, RequestID: 9, ResourceInUseException: Certificate arn:aws:acm:us-west-2:123456789012:certificate/0c1f in account 123456789012 is in use.",
        source: "https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html",
      },
    ],
  },
  {
    id: "bucket-not-empty",
    title: "Bucket is not empty",
    section: "dependencies",
    kind: "in-use",
    matches: [{ service: "s3", codes: ["BucketNotEmpty"] }],
    meaning: "S3 deletes empty buckets only, and old versions of objects count. No object was deleted.",
    remedy:
      "If its objects are not needed, empty it in the S3 console (Empty), which deletes versions too; or allow the deletion by name: `bin/deploy up <stage> --allow-delete <name>`.",
    examples: [
      {
        text: "deleting S3 Bucket (listbackup-dev-exports): operation error S3: DeleteBucket, https response error StatusCode: 409, RequestID: 1, HostID: 2, api error BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
      },
    ],
  },
  {
    id: "secret-scheduled-for-deletion",
    title: "Secret is scheduled for deletion",
    section: "dependencies",
    kind: "in-use",
    matches: [{ service: "secretsmanager", codes: ["InvalidRequest"], message: /scheduled for deletion/i }],
    meaning: "Secrets Manager keeps a deleted secret for 7 to 30 days, and its name is not available until then.",
    remedy:
      "Restore the secret, which is scheduled for deletion: `aws secretsmanager restore-secret --secret-id <name>`.",
    examples: [
      {
        text: "creating Secrets Manager Secret (listbackup/dev/stripe): operation error Secrets Manager: CreateSecret, https response error StatusCode: 400, RequestID: 3, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/10259",
      },
    ],
  },
  {
    id: "table-being-deleted",
    title: "Table is being deleted",
    section: "dependencies",
    kind: "not-ready",
    matches: [{ service: "dynamodb", codes: ["ResourceInUse"], message: /being deleted/i }],
    meaning: "DynamoDB still deletes the table, and its name is not available until it is gone.",
    remedy: "Wait until the table is gone: `aws dynamodb wait table-not-exists --table-name <table>`.",
    examples: [
      {
        text: "creating DynamoDB Table (listbackup-dev-users): operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: 8, ResourceInUseException: Attempt to change a resource which is still in use: Table is being deleted: listbackup-dev-users",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html",
      },
    ],
  },
];
