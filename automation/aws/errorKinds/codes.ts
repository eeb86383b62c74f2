import type { CodeRow } from "./codeRow";
import { COMMON_ROWS } from "./commonCodes";
import { SERVICE_ROWS } from "./serviceCodes";

/** Names by which services say that something is not there: they spell it in more ways than a list keeps up with. */
export const MISSING =
  /^(?:NoSuch\w+|(?:\w*\.)*NonExistent\w+|\w*NotFound(?:Error)?|\w*(?:DoesNotExist|NotExists?)|ResourceNotFound\w*)$/;

function order({ service, message }: CodeRow): number {
  return (service === undefined ? 2 : 0) + (message === undefined ? 1 : 0);
}

/** The first one that fits counts. */
export const CODES: readonly CodeRow[] = [...SERVICE_ROWS, ...COMMON_ROWS].sort((a, b) => order(a) - order(b));
