import type { ErrorCode } from "../../../model/errors";

/** What an error of AWS means for the caller. */
export type ErrorKind =
  /** The credentials have expired. */
  | "expired"
  /** AWS does not know the credentials, or there are none. */
  | "unidentified"
  | "clock-skew"
  | "denied"
  | "missing"
  /** Something of that name exists already. */
  | "exists"
  /** A name that is unique in all of AWS, such as a bucket's, belongs to another account. */
  | "taken"
  /** Another caller changed the same resource at the same time. */
  | "conflict"
  /** It cannot be deleted while another resource refers to it. */
  | "in-use"
  /** The call will succeed in a moment: an update is in progress, or a new role or key has not reached every server. */
  | "not-ready"
  /** Too many calls in a short time. */
  | "throttled"
  /** A quota of the account or of a resource is exhausted: waiting does not help. */
  | "quota"
  | "invalid"
  | "wrong-region"
  /** The service or feature is not offered to this account or in this region. */
  | "not-offered"
  /** An error within AWS. */
  | "unavailable"
  /** No response. */
  | "unreachable"
  | "unknown";

interface KindSpec {
  readonly code: ErrorCode;
  /** Whether the same call may succeed a moment later. */
  readonly retry: boolean;
  /** What happened, to be followed by "while …". */
  readonly what: string;
  /** What to do before the command is repeated. */
  readonly remedy: string;
}

export const ERROR_KINDS: Readonly<Record<ErrorKind, KindSpec>> = {
  expired: {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "The AWS credentials have expired",
    remedy: "Sign in again: `aws sso login --profile <profile>`, or renew the keys of the environment.",
  },
  unidentified: {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "No valid AWS credentials",
    remedy: "Configure the profile: `aws configure --profile listbackup.ai`, or name another with --profile.",
  },
  "clock-skew": {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "AWS refused the signature because the clock of this machine is wrong",
    remedy: "Set the clock.",
  },
  denied: {
    code: "AWS",
    retry: false,
    what: "AWS denied access",
    remedy:
      "Allow the action that AWS names, in the role's policy and in the policy of the resource; `bin/deploy doctor <stage>` lists missing permissions.",
  },
  missing: {
    code: "AWS",
    retry: false,
    what: "AWS has no such resource",
    remedy: "Check whether it was deleted: `bin/deploy refresh <stage> --check`.",
  },
  exists: {
    code: "AWS",
    retry: false,
    what: "A resource of this name exists already",
    remedy:
      "If a deployment of this stage created it, its state is older than AWS: `bin/deploy restore-state <stage> --list`. If not, delete it in AWS where nothing uses it, or rename it in the catalog.",
  },
  taken: {
    code: "AWS",
    retry: false,
    what: "The name belongs to another AWS account",
    remedy: "Choose another name in the catalog or in the stage's file: this one is not available.",
  },
  conflict: {
    code: "AWS",
    retry: true,
    what: "Another change of the same resource was in progress",
    remedy: "Nothing is lost: wait until the other change has ended.",
  },
  "in-use": {
    code: "AWS",
    retry: false,
    what: "The resource is still in use",
    remedy: "Remove what AWS names as its user first.",
  },
  "not-ready": {
    code: "AWS",
    retry: true,
    what: "The resource was not ready yet",
    remedy: "Nothing is lost: wait a minute.",
  },
  throttled: {
    code: "AWS",
    retry: true,
    what: "AWS limits the rate of calls, and still did after several attempts",
    remedy: "Nothing is lost: wait a minute.",
  },
  quota: {
    code: "AWS",
    retry: false,
    what: "A quota of the account is exhausted",
    remedy: "Waiting does not help: raise the quota in the Service Quotas console, or delete what is not needed.",
  },
  invalid: {
    code: "AWS",
    retry: false,
    what: "AWS does not accept the request",
    remedy: "Correct the value that AWS names, in the catalog or in the stage's file.",
  },
  "wrong-region": {
    code: "AWS",
    retry: false,
    what: "The bucket is in another region",
    remedy:
      "Set aws:region in the stage's file to the bucket's region, or delete that bucket and run `bin/deploy bootstrap <stage>`.",
  },
  "not-offered": {
    code: "AWS",
    retry: false,
    what: "AWS does not offer this to the account or in this region",
    remedy: "Enable the service or region in the account, or do without it in the stage's file.",
  },
  unavailable: {
    code: "AWS",
    retry: true,
    what: "AWS failed",
    remedy: "Nothing is lost: wait a minute; `bin/deploy status` shows what AWS Health reports.",
  },
  unreachable: {
    code: "AWS",
    retry: true,
    what: "AWS cannot be reached",
    remedy: "Check the network, the proxy and the region's name.",
  },
  unknown: {
    code: "AWS",
    retry: false,
    what: "AWS failed",
    remedy: "Fix what AWS names.",
  },
};
