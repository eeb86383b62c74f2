import { httpApi } from "./api/httpApi";
import { apiPaths } from "./api/apiPaths";
import { authorizers } from "./api/authorizers";
import { checks } from "./checks/checks";
import { environment } from "./functions/environment";
import { calledFunctions } from "./functions/calledFunctions";
import { grants } from "./access/grants";
import { handlers } from "./functions/handlers";
import { identityTriggers } from "./events/identityTriggers";
import { limits } from "./stage/limits";
import { literals } from "./functions/literals";
import { migrations } from "./data/migrations";
import { names } from "./stage/names";
import { parameters } from "./stage/parameters";
import { publicRoutes } from "./api/publicRoutes";
import { phases } from "./stage/phases";
import { policySizes } from "./access/policySizes";
import { references } from "./access/references";
import { routes } from "./api/routes";
import type { RuleGroup } from "../rule";
import { runtimes } from "./functions/runtimes";
import { schedules } from "./events/schedules";
import { SOURCE_RULES } from "./sourceRules";
import { seeds } from "./data/seeds";
import { statements } from "./access/statements";
import { tables } from "./data/tables";
import { triggers } from "./events/triggers";
import { unusedResources } from "./data/unusedResources";

/** All rules. */
export const RULES: readonly RuleGroup[] = [
  { check: references, codes: ["REFERENCE_INVALID", "REFERENCE_UNKNOWN", "GRANT_INVALID"] },
  { check: grants, codes: ["GRANT_MISSING", "GRANT_UNUSED", "GRANT_TWICE"] },
  {
    check: statements,
    codes: ["STATEMENT_ACTION", "STATEMENT_GRANTABLE", "STATEMENT_RESOURCE", "STATEMENT_ACTION_RESOURCE"],
  },
  { check: policySizes, codes: ["ROLE_POLICY_SIZE"] },
  { check: environment, codes: ["ENV_RESERVED", "ENV_REPEATED", "ENV_SIZE", "SETTING_MISSING"] },
  {
    check: literals,
    codes: ["LITERAL_URL", "LITERAL_ACCOUNT", "LITERAL_REGION", "LITERAL_ID", "LITERAL_STAGE", "TEXT_PLACEHOLDER"],
  },
  {
    check: routes,
    codes: ["ROUTE_INVALID", "ROUTE_TWICE", "ROUTE_PARAMETER_NAMES", "ROUTE_SHADOWS", "ROUTE_CORS"],
  },
  { check: publicRoutes, codes: ["ROUTE_PUBLIC"] },
  { check: httpApi, codes: ["API_INTEGRATIONS", "API_ROUTES", "TIMEOUT_API", "FUNCTION_UNREACHABLE"] },
  { check: apiPaths, codes: ["API_UNUSED", "API_NESTED", "API_SHADOWS", "API_MAPPINGS"] },
  {
    check: authorizers,
    codes: [
      "AUTHORIZER_NAME",
      "AUTHORIZER_CACHE",
      "AUTHORIZER_TIMEOUT",
      "AUTHORIZER_UNUSED",
      "AUTHORIZERS_TOO_MANY",
      "AUTHORIZER_UNKNOWN",
      "AUTHORIZER_PHASE",
    ],
  },
  {
    check: limits,
    codes: ["IDENTITY_TOKENS", "BUCKET_LIFECYCLE", "CORS_MAX_AGE", "RESERVED_CONCURRENCY", "IDENTITY_GROUPS"],
  },
  { check: identityTriggers, codes: ["IDENTITY_TRIGGER_TIMEOUT", "IDENTITY_TIER"] },
  { check: calledFunctions, codes: ["FUNCTION_UNKNOWN"] },
  {
    check: triggers,
    codes: [
      "TRIGGER_STREAM",
      "TRIGGER_BATCH",
      "TRIGGER_CYCLE",
      "TRIGGER_SETTING",
      "TRIGGER_DESTINATION",
      "TRIGGER_WINDOW",
      "QUEUE_VISIBILITY",
      "QUEUE_VISIBILITY_SHORT",
    ],
  },
  {
    check: schedules,
    codes: [
      "SCHEDULE_EXPRESSION",
      "SCHEDULE_TIMEZONE",
      "RULE_WITHOUT_TARGET",
      "RULE_TARGETS_TOO_MANY",
      "RULE_TARGET_TWICE",
      "RULE_TARGET_GROUP",
      "DEAD_LETTERS_FIFO",
    ],
  },
  { check: migrations, codes: ["MIGRATION_FUNCTION"] },
  {
    check: checks,
    codes: ["CHECK_ROUTE", "CHECK_VARIABLE", "CHECK_UNKNOWN", "CHECK_ROW", "CHECK_USER", "CHECK_CLEANUP"],
  },
  { check: runtimes, codes: ["RUNTIME_ENTRY", "RUNTIME_SOURCES", "RUNTIME_FOLDER"] },
  { check: seeds, codes: ["SEED_TABLE", "SEED_KEY", "SEED_NUMBER", "SEED_SIZE", "SEED_TWICE"] },
  { check: tables, codes: ["KEYS_SAME", "KEY_TYPES", "TTL_TYPE", "INDEX_REPEATED", "INDEXES_TOO_MANY"] },
  { check: names, codes: ["NAME_TOO_LONG", "NAME_COLLIDES"] },
  { check: phases, codes: ["PHASE_LATER"] },
  { check: parameters, codes: ["PARAMETER_FROM", "PARAMETER_NAME", "PARAMETER_PREVIOUS", "SECRET_NAME"] },
  { check: unusedResources, codes: ["DATA_UNUSED"] },
  { check: handlers, codes: ["HANDLER_MISSPELT", "HANDLER_UNUSED", "HANDLER_BROKEN", "VARIABLE_UNSET"] },
  ...SOURCE_RULES,
];
