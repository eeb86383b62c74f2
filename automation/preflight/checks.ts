import type { Check } from "./check";
import { CLOCK_CHECK, CREDENTIALS_CHECK, IDENTITY_CHECK } from "./checks/identity";
import { PERMISSIONS_CHECK } from "./checks/permissions";
import { QUOTA_CHECKS } from "./checks/quotas";
import { REQUIREMENT_CHECKS } from "./checks/requirements";
import { STATE_CHECKS } from "./checks/stage";
import { TOOL_CHECKS } from "./checks/tools";

/** All checks: of `doctor`, and of the preflight of every deployment. */
export const PREFLIGHT: readonly Check[] = [
  ...TOOL_CHECKS,
  IDENTITY_CHECK,
  CLOCK_CHECK,
  CREDENTIALS_CHECK,
  PERMISSIONS_CHECK,
  ...STATE_CHECKS,
  ...REQUIREMENT_CHECKS,
  ...QUOTA_CHECKS,
];
