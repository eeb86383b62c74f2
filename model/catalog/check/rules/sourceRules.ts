import { actions } from "./access/actions";
import { emailNames } from "./events/emailNames";
import { indexes } from "./data/indexes";
import { requests } from "./api/requests";
import type { RuleGroup } from "../rule";

/**
 * Rules that hold what handlers read and call against the catalog. A value that does not stand in the source is taken to be
 * right. What handlers reach is found without running them: where a handler never gets there, its reason can be accepted.
 */
export const SOURCE_RULES: readonly RuleGroup[] = [
  { check: indexes, codes: ["INDEX_UNKNOWN", "TABLE_KEY"] },
  { check: requests, codes: ["PATH_PARAMETER", "CLAIM_UNKNOWN", "CONTEXT_UNKNOWN"] },
  { check: actions, codes: ["ACTION_NOT_GRANTED"] },
  { check: emailNames, codes: ["EMAIL_NAME_UNKNOWN"] },
];

export const SOURCE_ERRORS: readonly string[] = SOURCE_RULES.flatMap(({ codes: finds }) => finds);
