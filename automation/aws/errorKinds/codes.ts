import type { CodeRow } from "./codeRow";
import { COMMON_ROWS } from "./commonCodes";
import { SERVICE_ROWS } from "./serviceCodes";

/** Codes for a resource that does not exist: services spell them in too many ways for a list. */
export const MISSING_CODE =
  /^(?:NoSuch\w+|(?:\w*\.)*NonExistent\w+|\w*NotFound(?:Error)?|\w*(?:DoesNotExist|NotExists?)|ResourceNotFound\w*)$/;

function order({ service, message }: CodeRow): number {
  return (service === undefined ? 2 : 0) + (message === undefined ? 1 : 0);
}

/** In order of precedence. */
export const CODES: readonly CodeRow[] = [...SERVICE_ROWS, ...COMMON_ROWS].sort((a, b) => order(a) - order(b));
