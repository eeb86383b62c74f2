import type { ReviewRule } from "./rule";
import { bucketRules } from "./rules/buckets";
import { dataRules } from "./rules/data";
import { functionRules } from "./rules/functions";
import { networkRules } from "./rules/network";
import { policyRules } from "./rules/policies";
import { publicRouteRules } from "./rules/publicRoutes";
import { secretRules } from "./rules/secrets";

/** All rules of the security review. */
export const REVIEW_RULES: readonly ReviewRule[] = [
  ...publicRouteRules,
  ...networkRules,
  ...policyRules,
  ...bucketRules,
  ...dataRules,
  ...secretRules,
  ...functionRules,
];
