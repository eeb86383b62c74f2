import { AWS_ERRORS } from "../../knownErrors/allKnownErrors";
import type { CodeMatch, KnownAwsError } from "../../knownErrors/knownError";

/** Codes for a resource that does not exist: services spell them in too many ways for a list. */
export const MISSING_CODE =
  /^(?:NoSuch\w+|(?:\w*\.)*NonExistent\w+|\w*NotFound(?:Error)?|\w*(?:DoesNotExist|NotExists?)|ResourceNotFound\w*)$/;

interface Row extends CodeMatch {
  readonly known: KnownAwsError;
}

function order({ service, message }: CodeMatch): number {
  return (service === undefined ? 2 : 0) + (message === undefined ? 1 : 0);
}

/** The codes of all known errors, in order of precedence. */
export const CODES: readonly Row[] = AWS_ERRORS.flatMap((known) =>
  known.matches.map((match): Row => ({ ...match, known })),
).sort((a, b) => order(a) - order(b));
