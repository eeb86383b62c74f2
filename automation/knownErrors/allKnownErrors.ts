import type { ErrorKind } from "../aws/errorKinds/errorKind";
import type { KnownAwsError, KnownEngineError, KnownError } from "./knownError";
import { CONFLICTS } from "./rows/conflicts";
import { CONSISTENCY } from "./rows/consistency";
import { CREDENTIALS } from "./rows/credentials";
import { DEPENDENCIES } from "./rows/dependencies";
import { KEYS } from "./rows/keys";
import { LIMITS } from "./rows/limits";
import { NETWORK } from "./rows/network";
import { PERMISSIONS } from "./rows/permissions";
import { PULUMI } from "./rows/pulumi";
import { REQUESTS } from "./rows/requests";
import { THROTTLING } from "./rows/throttling";
import { TIMEOUTS } from "./rows/timeouts";

export const AWS_ERRORS: readonly KnownAwsError[] = [
  ...TIMEOUTS,
  ...CONFLICTS,
  ...PERMISSIONS,
  ...LIMITS,
  ...THROTTLING,
  ...DEPENDENCIES,
  ...CONSISTENCY,
  ...KEYS,
  ...CREDENTIALS,
  ...NETWORK,
  ...REQUESTS,
];

export const ENGINE_ERRORS: readonly KnownEngineError[] = PULUMI;

/** Every error that is recognised: the source of docs/troubleshooting.md. */
export const KNOWN_ERRORS: readonly KnownError[] = [...AWS_ERRORS, ...ENGINE_ERRORS];

/** The error that stands for all others of a kind. */
export function generalError(kind: ErrorKind): KnownAwsError {
  const found = AWS_ERRORS.find((known) => known.kind === kind && known.isGeneral === true);
  if (found === undefined) throw new TypeError(`no general error of kind ${kind}`);
  return found;
}

/** The error of Pulumi with this id. */
export function engineErrorById(id: string): KnownEngineError {
  const found = ENGINE_ERRORS.find((known) => known.id === id);
  if (found === undefined) throw new TypeError(`no error ${id}`);
  return found;
}

/** Where the documentation explains an error: `docs/troubleshooting.md#already-exists`. */
export function documentationOf({ id }: KnownError): string {
  return `docs/troubleshooting.md#${id}`;
}
