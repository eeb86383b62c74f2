import { actions } from "./access/actions";
import { emailNames } from "./events/emailNames";
import { indexes } from "./data/indexes";
import { requests } from "./api/requests";
import type { RuleGroup } from "../rule";

/**
 * Rules that compare the handlers' source with the catalog. A value that is not a literal in the source is assumed to be
 * correct. The analysis is static: findings about code that a handler never executes can be suppressed with a reason.
 */
export const SOURCE_RULES: readonly RuleGroup[] = [
  { check: indexes, codes: ["INDEX_UNKNOWN", "TABLE_KEY"] },
  { check: requests, codes: ["PATH_PARAMETER", "CLAIM_UNKNOWN", "CONTEXT_UNKNOWN"] },
  { check: actions, codes: ["ACTION_NOT_GRANTED"] },
  { check: emailNames, codes: ["EMAIL_NAME_UNKNOWN"] },
];

export const SOURCE_ERRORS: readonly string[] = SOURCE_RULES.flatMap(({ codes: finds }) => finds);
