import { actions } from "./access/actions";
import { emailNames } from "./events/emailNames";
import { indexes } from "./data/indexes";
import { requests } from "./api/requests";
import type { RuleFamily } from "../rule";

/**
 * Rules that hold what handlers read and call against the catalog. A value that does not stand in the source is taken to be
 * right. What handlers reach is found without running them: where a handler never gets there, its reason can be accepted.
 */
export const SOURCE_RULES: readonly RuleFamily[] = [
  { check: indexes, finds: ["INDEX_UNKNOWN", "TABLE_KEY"] },
  { check: requests, finds: ["PATH_PARAMETER", "CLAIM_UNKNOWN", "CONTEXT_UNKNOWN"] },
  { check: actions, finds: ["ACTION_NOT_GRANTED"] },
  { check: emailNames, finds: ["EMAIL_NAME_UNKNOWN"] },
];

export const SOURCE_ERRORS: readonly string[] = SOURCE_RULES.flatMap(({ finds }) => finds);
