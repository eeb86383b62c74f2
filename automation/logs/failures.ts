/** A kind of log lines that show a failure of the release. */
export interface LogFailure {
  readonly id: string;
  /** A line contains one of these texts. CloudWatch filters by them, as whole words. */
  readonly terms: readonly string[];
  readonly form: RegExp;
  /** Lines that match `form` and are no failure. */
  readonly except?: RegExp;
  /** What writes the line. */
  readonly source: string;
  /** What to do, where the line itself does not say. */
  readonly hint?: string;
}

const GRANT = "the function's role has no such permission: grant it in the service's catalog file";
const EXISTENCE = "the stage has no such resource: compare the function's environment with the catalog";
const CREDENTIALS = "the function has no valid AWS credentials: check that its role exists";

/**
 * Errors that a backend handles and logs: a failed condition, a missing row or object, a denied sign-in, throttling. They say
 * nothing about the release. Metrics count throttles.
 */
const HANDLED =
  /\b(?:ConditionalCheckFailed|TransactionCanceled|NoSuchKey|UserNotFound|UserNotConfirmed|NotAuthorized|UsernameExists|CodeMismatch|ExpiredCode|InvalidPassword|AliasExists|Throttling|ThrottledException|ProvisionedThroughputExceeded|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown)(?:Exception)?\b/;

/** DynamoDB's errors for a request that does not match the keys or indexes of the table. */
const SCHEMA_MISMATCH = new RegExp(
  [
    "The provided key element does not match the schema",
    "(?:table|index) does not have the specified index",
    "Query condition missed key schema element",
    "Query key condition not supported",
    "Missing the key \\S+ in the item",
    "Type mismatch for (?:attribute to update|key|Index Key)",
    "Invalid \\w*Expression: ",
  ].join("|"),
);

export const LOG_FAILURES: readonly LogFailure[] = [
  { id: "panic", terms: ["panic: "], form: /\bpanic: /, source: "the Go runtime" },
  { id: "fatal", terms: ["fatal error: "], form: /\bfatal error: /, source: "the Go runtime" },
  {
    id: "time-out",
    terms: ["Task timed out", '"status":"timeout"'],
    form: /Task timed out|"status":"timeout"/,
    source: "Lambda, in text and in JSON",
  },
  {
    id: "exit",
    terms: ["Runtime.ExitError", "Runtime.Unhandled", "signal: killed", "JavaScript heap out of memory"],
    form: /Runtime\.ExitError|Runtime\.Unhandled\b|signal: killed|JavaScript heap out of memory/,
    source: "Lambda, and V8 before it ends",
  },
  {
    id: "unhandled",
    terms: ["Runtime.UnhandledPromiseRejection", "Unhandled Promise Rejection", "Uncaught Exception", "Invoke Error"],
    form: /Runtime\.UnhandledPromiseRejection|Unhandled Promise Rejection|Uncaught Exception|\bInvoke Error\b/,
    source: "Lambda's Node.js runtime (aws-lambda-nodejs-runtime-interface-client)",
  },
  {
    id: "unhandled-json",
    terms: ["errorType"],
    form: /^\s*\{.*(?:"log_level":\s?"ERROR".*"errorType"|"errorType".*"log_level":\s?"ERROR"|"message":\s?\{\s?"errorType")/s,
    source: "Lambda's Node.js and Python runtimes, with logs in JSON",
  },
  {
    id: "load",
    terms: ["Runtime.ImportModuleError", "Runtime.HandlerNotFound", "Runtime.UserCodeSyntaxError"],
    form: /Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError)/,
    source: "Lambda's runtimes of interpreted languages",
  },
  {
    id: "traceback",
    terms: ["Traceback (most recent call last)"],
    // Python's logger writes a tab, a time and the request id after the level: the handler has caught that error.
    form: /^(?:\[ERROR\] (?!\d{4}-).*\n)?Traceback \(most recent call last\)/,
    except: HANDLED,
    source: "Python, and Lambda's runtime for it",
  },
  {
    id: "permission",
    terms: [
      "is not authorized to perform",
      "AccessDeniedException",
      "AccessDenied",
      "KMSAccessDeniedException",
      "Forbidden: Forbidden",
    ],
    // A backend's own message about a user has no action after a colon.
    form: /\bis not authorized to perform: \w|\b(?:KMS)?AccessDeniedException\b|\bapi error AccessDenied\b|\(AccessDenied\) when calling|\bAccessDenied: Access |\bCode\\*["']?: ?\\*["']AccessDenied\b|\bapi error Forbidden: Forbidden/,
    source: "IAM by the SDKs for Go v1 and v2, JavaScript v3 and Python; S3 has codes of its own",
    hint: GRANT,
  },
  {
    id: "missing-table",
    terms: ["ResourceNotFoundException"],
    form: /\bResourceNotFoundException\b.{0,200}?(?:Requested resource not found|non-existent table|Function not found|Event bus|User pool|can't find the specified secret)/is,
    source: "DynamoDB, Lambda, EventBridge, Cognito and Secrets Manager by any SDK",
    hint: EXISTENCE,
  },
  {
    id: "missing-resource",
    terms: ["does not exist"],
    form: /\b(?:specified queue|specified bucket|Topic|Configuration set \S+|Template \S+) does not exist\b/,
    source: "SQS, S3, SNS and SES by any SDK",
    hint: EXISTENCE,
  },
  {
    id: "missing-name",
    terms: [
      "QueueDoesNotExist",
      "ParameterNotFound",
      "ConfigurationSetDoesNotExist",
      "ConfigurationSetDoesNotExistException",
      "TemplateDoesNotExist",
      "TemplateDoesNotExistException",
    ],
    form: /\b(?:QueueDoesNotExist|ParameterNotFound|(?:ConfigurationSet|Template)DoesNotExist)(?:Exception)?\b/,
    source: "SQS, SSM and SES by any SDK, where the message says nothing",
    hint: EXISTENCE,
  },
  {
    id: "key-schema",
    terms: ["ValidationException"],
    form: new RegExp(`\\bValidationException\\b[^]*?(?:${SCHEMA_MISMATCH.source})`),
    source: "DynamoDB by any SDK",
    hint: "the handler expects other keys or indexes than the table has in the catalog",
  },
  {
    id: "credentials",
    terms: [
      "UnrecognizedClientException",
      "InvalidClientTokenId",
      "NoCredentialProviders",
      "failed to refresh cached credentials",
      "CredentialsProviderError",
      "Unable to locate credentials",
    ],
    form: /\bUnrecognizedClientException\b|\bInvalidClientTokenId\b|\bNoCredentialProviders\b|failed to refresh cached credentials|\bCredentialsProviderError\b|Unable to locate credentials/,
    source: "the SDKs for Go v1 and v2, JavaScript v3 and Python",
    hint: CREDENTIALS,
  },
];

/** Terms of CloudWatch's filter pattern. */
export const FAILURE_TERMS: readonly string[] = LOG_FAILURES.flatMap(({ terms }) => terms);

/** The failure that a line shows; null: none */
export function failureIn(message: string): LogFailure | null {
  return LOG_FAILURES.find(({ form, except }) => form.test(message) && except?.test(message) !== true) ?? null;
}
