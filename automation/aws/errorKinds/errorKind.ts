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
}

/** `knownErrors/` has the remedies. */
export const ERROR_KINDS: Readonly<Record<ErrorKind, KindSpec>> = {
  expired: {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "The AWS credentials have expired",
  },
  unidentified: {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "No valid AWS credentials",
  },
  "clock-skew": {
    code: "IDENTITY_UNKNOWN",
    retry: false,
    what: "AWS refused the signature because the clock of this machine is wrong",
  },
  denied: {
    code: "AWS",
    retry: false,
    what: "AWS denied access",
  },
  missing: {
    code: "AWS",
    retry: false,
    what: "AWS has no such resource",
  },
  exists: {
    code: "AWS",
    retry: false,
    what: "A resource of this name exists already",
  },
  taken: {
    code: "AWS",
    retry: false,
    what: "The name belongs to another AWS account",
  },
  conflict: {
    code: "AWS",
    retry: true,
    what: "Another change of the same resource was in progress",
  },
  "in-use": {
    code: "AWS",
    retry: false,
    what: "The resource is still in use",
  },
  "not-ready": {
    code: "AWS",
    retry: true,
    what: "The resource was not ready yet",
  },
  throttled: {
    code: "AWS",
    retry: true,
    what: "AWS limits the rate of calls, and still did after several attempts",
  },
  quota: {
    code: "AWS",
    retry: false,
    what: "A quota of the account is exhausted",
  },
  invalid: {
    code: "AWS",
    retry: false,
    what: "AWS does not accept the request",
  },
  "wrong-region": {
    code: "AWS",
    retry: false,
    what: "The bucket is in another region",
  },
  "not-offered": {
    code: "AWS",
    retry: false,
    what: "AWS does not offer this to the account or in this region",
  },
  unavailable: {
    code: "AWS",
    retry: true,
    what: "AWS failed",
  },
  unreachable: {
    code: "AWS",
    retry: true,
    what: "AWS cannot be reached",
  },
  unknown: {
    code: "AWS",
    retry: false,
    what: "AWS failed",
  },
};
