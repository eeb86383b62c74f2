import type { KnownAwsError } from "../knownError";

/** Codes that `engine/failures/providerError.ts` gives to errors of a provider that waited. */
export const WAIT_CODES = {
  timeout: "WaitTimeout",
  unexpectedState: "WaitUnexpectedState",
  notFoundYet: "WaitNotFound",
} as const;

const GO_RETRY = "terraform-plugin-sdk helper/retry/error.go";

/** The provider waited for a resource, and it did not become ready in time. */
export const TIMEOUTS: readonly KnownAwsError[] = [
  {
    id: "certificate-timeout",
    title: "Certificate was not issued in time",
    section: "time-outs",
    kind: "not-ready",
    matches: [{ codes: [WAIT_CODES.timeout], message: /certificate/i }],
    meaning:
      "ACM issues a certificate when it finds its validation record in public DNS. The record is in the stage's hosted zone, so the cause is nearly always that the domain is not delegated to this zone. The request stays valid for 72 hours.",
    remedy:
      "Compare the name servers of the domain with those of the zone: `bin/deploy doctor <stage>`. Correct the NS records at the registrar or in the parent zone, and wait until they are public.",
    examples: [
      {
        text: "waiting for ACM Certificate (arn:aws:acm:us-west-2:123456789012:certificate/0c1f) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)",
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/9338",
      },
    ],
  },
  {
    id: "table-timeout",
    title: "Table did not become active in time",
    section: "time-outs",
    kind: "not-ready",
    matches: [{ codes: [WAIT_CODES.timeout], message: /dynamodb|table/i }],
    meaning:
      "DynamoDB still creates or updates the table. An index over many items takes hours, and continues whether or not a deployment waits for it.",
    remedy:
      "Wait until the table is active: `aws dynamodb describe-table --table-name <table> --query Table.TableStatus`.",
    examples: [
      {
        text: "updating DynamoDB Table (listbackup-dev-users): waiting for GSI create: timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 1h0m0s)",
        source: `${GO_RETRY}; terraform-provider-aws internal/service/dynamodb/table.go`,
      },
    ],
  },
  {
    id: "function-timeout",
    title: "Function did not become active in time",
    section: "time-outs",
    kind: "not-ready",
    matches: [{ codes: [WAIT_CODES.timeout], message: /lambda|function/i }],
    meaning: "Lambda still prepares the function: it is Pending after its creation, or its last update is InProgress.",
    remedy:
      "Read the reason: `aws lambda get-function-configuration --function-name <function> --query '[State,StateReason,LastUpdateStatus,LastUpdateStatusReason]'`. Wait until State is Active and LastUpdateStatus is Successful.",
    examples: [
      {
        text: "waiting for Lambda Function (listbackup-dev-users-me) create: timeout while waiting for state to become 'Active' (last state: 'Pending', timeout: 10m0s)",
        source: `${GO_RETRY}; terraform-provider-aws internal/service/lambda/function.go`,
      },
    ],
  },
  {
    id: "resource-timeout",
    title: "Resource was not ready in time",
    section: "time-outs",
    kind: "not-ready",
    matches: [{ codes: [WAIT_CODES.timeout] }],
    meaning:
      "AWS accepted the request and did not finish it within the provider's time limit. What AWS has begun continues without a deployment.",
    remedy:
      "Wait a few minutes, and see whether AWS has an incident: `bin/deploy status`. The same command then adopts what AWS has finished.",
    examples: [
      {
        text: 'create of aws:sqs/queue:Queue "queue-sync": not done within 120 s',
        source: "rehearsal/provider: the offline provider of this project",
      },
      {
        text: "waiting for Cognito User Pool Domain (auth.example.com) create: timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 1m0s)",
        source: GO_RETRY,
      },
    ],
  },
  {
    id: "certificate-failed",
    title: "Certificate was refused",
    section: "time-outs",
    kind: "invalid",
    matches: [{ codes: [WAIT_CODES.unexpectedState], message: /certificate/i }],
    meaning:
      "ACM gave up: the validation record was not found within 72 hours (VALIDATION_TIMED_OUT), or a CAA record of the domain forbids Amazon to issue (FAILED).",
    remedy:
      "Correct the delegation or allow `amazon.com` in the domain's CAA record (`bin/deploy doctor <stage>` shows both). Delete the failed certificate in ACM, then run `bin/deploy refresh <stage> --accept`, so that the next deployment requests a new one.",
    examples: [
      {
        text: "waiting for ACM Certificate (arn:aws:acm:us-west-2:123456789012:certificate/0c1f) to be issued: unexpected state 'VALIDATION_TIMED_OUT', wanted target 'ISSUED'. last error: %!s(<nil>)",
        source: `${GO_RETRY}; https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html`,
      },
    ],
  },
  {
    id: "unexpected-state",
    title: "Resource ended in an unexpected state",
    section: "time-outs",
    kind: "invalid",
    matches: [{ codes: [WAIT_CODES.unexpectedState] }],
    meaning: "AWS accepted the request, and the resource then failed. AWS keeps the reason with the resource.",
    remedy: "Read the reason in the resource's page of the AWS console, and correct the value that it names.",
    examples: [
      {
        text: "waiting for Lambda Function (listbackup-dev-users-me) create: unexpected state 'Failed', wanted target 'Active'. last error: InvalidImage: The image is not valid",
        source: GO_RETRY,
      },
    ],
  },
  {
    id: "not-found-after-create",
    title: "Resource is not visible yet after its creation",
    section: "consistency",
    kind: "not-ready",
    matches: [{ codes: [WAIT_CODES.notFoundYet] }],
    meaning:
      "AWS is eventually consistent: the resource was created, and the server that was asked next did not know it yet.",
    remedy: "Nothing is lost: wait a minute.",
    examples: [
      {
        text: "waiting for IAM Role (listbackup-dev-users) create: couldn't find resource (21 retries)",
        source: GO_RETRY,
      },
      {
        text: "reading IAM Role (listbackup-dev-users): empty result",
        source: "terraform-provider-aws internal/tfresource/not_found_error.go",
      },
    ],
  },
];
