import type { CheckId } from "./checks";

/** An error stops a deployment. A deployment prints its warnings, and leaves notices to `doctor`. */
type Severity = "error" | "warning" | "notice";

interface FindingSpec {
  /** null: any */
  readonly check: CheckId | null;
  readonly severity: Severity;
  readonly meaning: string;
  readonly remedy: string;
}

/** What checks find. Codes are stable. A finding's own text has names and numbers. */
export const FINDINGS = {
  NODE_TOO_OLD: {
    check: "node",
    severity: "error",
    meaning: "Node.js is older than 20.19.",
    remedy: "Install a newer one.",
  },
  TOOLCHAIN_GO: {
    check: "go",
    severity: "error",
    meaning: "Go is missing, does not run, or is older than the backend's go.mod needs.",
    remedy: "Install it.",
  },
  MAKE_MISSING: {
    check: "make",
    severity: "notice",
    meaning: "GNU Make is missing or too old: `make` targets do not run. Deployments do not need it.",
    remedy: "Install it.",
  },
  GIT_MISSING: {
    check: "git",
    severity: "notice",
    meaning: "Git is missing or too old: releases have no commit, and stages that accept branches refuse them.",
    remedy: "Install it.",
  },
  TOOLCHAIN_PULUMI: {
    check: "pulumi",
    severity: "error",
    meaning: "No Pulumi CLI that fits the SDK is installed.",
    remedy: "Install the pinned version: `make install`.",
  },
  AWS_CLI_MISSING: {
    check: "aws-cli",
    severity: "notice",
    meaning: "AWS CLI v2 is missing: the `aws` commands of remedies do not run. Deployments do not need it.",
    remedy: "Install it where it is needed.",
  },
  TOOLCHAIN_PYTHON: {
    check: "python",
    severity: "notice",
    meaning: "Python is missing, too old, or has no venv: rehearsals do not run. Deployments to AWS do not need it.",
    remedy: "Install it.",
  },
  IDENTITY_MISMATCH: {
    check: "identity",
    severity: "error",
    meaning: "The credentials are for another account than the stage's.",
    remedy: "Use the profile of the stage's account: `--profile <name>`.",
  },
  CREDENTIALS_MISSING: {
    check: "identity",
    severity: "error",
    meaning: "There are no credentials, or AWS does not know them.",
    remedy: "Configure the profile: `aws configure --profile listbackup.ai`.",
  },
  CREDENTIALS_EXPIRED: {
    check: "identity",
    severity: "error",
    meaning: "The credentials have expired.",
    remedy: "Sign in again: `aws sso login --profile <profile>`.",
  },
  CLOCK_SKEW: {
    check: "clock",
    severity: "error",
    meaning: "The clock of this machine is off by more than 5 minutes: AWS refuses signatures.",
    remedy: "Synchronise the clock with a time server.",
  },
  CREDENTIALS_EXPIRE_EARLY: {
    check: "credentials",
    severity: "error",
    meaning: "The credentials expire before a deployment of this stage usually ends, and are not renewed.",
    remedy: "Sign in again before the deployment.",
  },
  CREDENTIALS_EXPIRE_SOON: {
    check: "credentials",
    severity: "warning",
    meaning: "The credentials expire soon: a deployment that takes longer than usual fails.",
    remedy: "Sign in again before the deployment.",
  },
  PERMISSION_MISSING: {
    check: "rights",
    severity: "error",
    meaning: "The caller lacks permissions without which a deployment fails.",
    remedy: "Grant them to the role or user.",
  },
  OPTIONAL_PERMISSION_MISSING: {
    check: "rights",
    severity: "notice",
    meaning: "The caller lacks permissions of optional features.",
    remedy: "Grant them where the feature is wanted.",
  },
  NOT_BOOTSTRAPPED: {
    check: "foundation",
    severity: "error",
    meaning: "The state bucket or the deployments bucket of the account does not exist.",
    remedy: "Bootstrap the account: `bin/deploy bootstrap <stage>`.",
  },
  BOUNDARY_MISSING: {
    check: "boundary",
    severity: "error",
    meaning: "The permissions boundary does not exist: IAM refuses to create the roles of the functions.",
    remedy: "Bootstrap the account: `bin/deploy bootstrap <stage>`.",
  },
  BACKUPS_MISSING: {
    check: "backups",
    severity: "error",
    meaning: "Buckets for backups of the stage do not exist: S3 refuses to replicate the stage's buckets to them.",
    remedy: "Bootstrap the recovery stage: `bin/deploy bootstrap <recovery stage>`.",
  },
  STATE_MISSING: {
    check: "state",
    severity: "error",
    meaning: "A release is live, and the Pulumi state of the stage is empty or gone.",
    remedy: "Restore the state from its backups: `bin/deploy restore-state <stage>`.",
  },
  STATE_MISMATCH: {
    check: "state",
    severity: "error",
    meaning: "The Pulumi state is not the one that the live release was deployed with.",
    remedy: "Restore the state from its backups: `bin/deploy restore-state <stage>`.",
  },
  PENDING_OPERATIONS: {
    check: "state",
    severity: "warning",
    meaning: "A run was interrupted, and its operations are still pending in the state.",
    remedy: "Deploy again: the next deployment recovers them.",
  },
  FROZEN: {
    check: "freeze",
    severity: "error",
    meaning: "The stage is frozen: deployments are blocked until a time.",
    remedy: "Wait, or unfreeze it: `bin/deploy unfreeze <stage>`.",
  },
  FAILED_OVER: {
    check: "freeze",
    severity: "error",
    meaning: "The users of the stage were moved to its recovery stage, or a failover is unfinished.",
    remedy: "Return with the data: `bin/deploy dr failback <stage>`.",
  },
  LEASE_HELD: {
    check: "lock",
    severity: "error",
    meaning: "Another deployment has the lock of the stage.",
    remedy: "Wait, or cancel it: `bin/deploy cancel <stage>`.",
  },
  RESTORE_UNFINISHED: {
    check: "restore",
    severity: "error",
    meaning: "A restore was interrupted: the stage has only a part of its data.",
    remedy: "Go on with it: `bin/deploy dr restore`.",
  },
  CHANGED_OUTSIDE: {
    check: "drift",
    severity: "warning",
    meaning: "The Pulumi CLI has changed the stage since its last deployment: the next one may undo the changes.",
    remedy: "Compare: `bin/deploy preview <stage>`, `bin/deploy refresh <stage> --check`.",
  },
  PARAMETERS_MISSING: {
    check: "parameters",
    severity: "error",
    meaning: "Required parameters or secrets do not exist.",
    remedy: "Create them: `bin/deploy secrets init <stage>`.",
  },
  PARAMETER_WRONG_TYPE: {
    check: "parameters",
    severity: "error",
    meaning:
      "A parameter has another type than in the catalog, such as String for a secret, which is then stored as plain text.",
    remedy: "Delete it, and create it again: `bin/deploy secrets init <stage>`.",
  },
  PARAMETER_MALFORMED: {
    check: "parameters",
    severity: "error",
    meaning:
      "The value of a parameter or secret is empty, has several lines, or has not the form that the catalog asks for.",
    remedy: "Write another value: `bin/deploy secrets set <stage> <name>`.",
  },
  PARAMETER_TOO_SHORT: {
    check: "parameters",
    severity: "warning",
    meaning: "A random value has fewer bits than the catalog asks for.",
    remedy: "Rotate it: `bin/deploy secrets rotate <stage> <name>`.",
  },
  PARAMETER_TOO_OLD: {
    check: "parameters",
    severity: "warning",
    meaning: "A value is older than its rotation age, or a previous value is accepted for too long.",
    remedy: "Rotate it: `bin/deploy secrets rotate <stage> <name>`.",
  },
  OPTIONAL_PARAMETERS_MISSING: {
    check: "parameters",
    severity: "notice",
    meaning: "Optional parameters or secrets do not exist: the features that read them are off.",
    remedy: "Set them when a service needs them: `bin/deploy secrets set <stage> <name>`.",
  },
  FAILOVER_ORDER: {
    check: "failover",
    severity: "error",
    meaning:
      "The name that a secondary stage takes over has a simple record: the primary stage is to be deployed first.",
    remedy: "Deploy the primary stage: `bin/deploy up <stage>`.",
  },
  FAILOVER_RECORDS: {
    check: "failover",
    severity: "warning",
    meaning: "The API's name has records of other types, which stay in the region that is lost.",
    remedy: "Delete them in Route 53, or be ready to change them by hand; a TTL of 60 s is short enough.",
  },
  EMAIL_UNVERIFIED: {
    check: "email",
    severity: "warning",
    meaning: "SES has no verified identity of the stage's domain: the functions that send e-mail fail.",
    remedy: "Create the identity, and set its DKIM records, with the command of the finding.",
  },
  EMAIL_PAUSED: {
    check: "email",
    severity: "warning",
    meaning: "AWS has paused the e-mail of the account.",
    remedy: "Answer AWS's case about it in the Support Center.",
  },
  EMAIL_SANDBOX: {
    check: "email",
    severity: "warning",
    meaning: "SES is in the sandbox: it sends to verified recipients only.",
    remedy: "Request production access, with the command of the finding.",
  },
  ZONE_NOT_DELEGATED: {
    check: "zone",
    severity: "error",
    meaning:
      "The account has no hosted zone of the domain, or DNS does not delegate to it: certificates stay unvalidated.",
    remedy: "Create the hosted zone, and set its NS records in the parent zone.",
  },
  CERTIFICATE_FORBIDDEN: {
    check: "certificate",
    severity: "warning",
    meaning: "CAA records of the domain do not allow Amazon to issue its certificate.",
    remedy: 'Add a CAA record: 0 issue "amazon.com".',
  },
  CERTIFICATE_PENDING: {
    check: "certificate",
    severity: "warning",
    meaning: "ACM waits for DNS records before it issues the certificate of the domain.",
    remedy: "Set the records of the finding.",
  },
  CONCURRENCY_TOO_SMALL: {
    check: "concurrency",
    severity: "error",
    meaning:
      "The account has fewer concurrent Lambda executions than the stage reserves, and 100 that stay unreserved.",
    remedy:
      "Ask AWS for more, with the command of the finding, or set listbackup:functions.reservedConcurrency to false.",
  },
  QUOTA_TOO_SMALL: {
    check: "quotas",
    severity: "error",
    meaning: "A quota of the account is smaller than what the stage and others need together.",
    remedy: "Ask AWS for more, with the command of the finding.",
  },
  QUOTA_NEARLY_USED: {
    check: "quotas",
    severity: "warning",
    meaning: "More than nine tenths of a quota are used, the stage included.",
    remedy: "Ask AWS for more, with the command of the finding.",
  },
  CHECK_FAILED: {
    check: null,
    severity: "error",
    meaning: "A check could not be run: AWS could not be reached, denied access, or failed.",
    remedy: "Do what the text says, and run the same command again.",
  },
} as const satisfies Readonly<Record<string, FindingSpec>>;

export type FindingCode = keyof typeof FINDINGS;

export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDINGS, code);
}
