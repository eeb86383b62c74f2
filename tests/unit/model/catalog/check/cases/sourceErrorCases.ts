import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { HandlerFacts } from "../../../../../../model/catalog/check/facts/sourceFacts";
import { REAL_FILES } from "../../realCatalog";
import type { Defect } from "./errorCase";
import { AT, call, factsOf, factsWithout } from "./sourceFacts";

const USERS = "services/users.yaml";

function told(what: string, code: string, facts: Facts, file = USERS, line = "handler: users/list"): Defect {
  return { what, code, files: REAL_FILES, facts, file, line };
}

/** `users/usersList`, which `GET /users` starts, does this. */
function list(what: string, code: string, facts: Partial<HandlerFacts>): Defect {
  return told(what, code, factsOf({ "users/list": facts }));
}

const read = (name: string): HandlerFacts["reads"][number] => ({ name, at: AT });
const one = (...names: string[]): HandlerFacts["claims"] => [{ names, at: AT }];

/** What is wrong between the catalog and the backend's source. */
export const SOURCE_DEFECTS: readonly Defect[] = [
  told(
    "a handler misspelt",
    "HANDLER_MISSPELT",
    factsWithout("users/search", factsOf({ "users/serch": {} })),
    USERS,
    "handler: users/search",
  ),
  told(
    "a handler that no function uses",
    "HANDLER_UNUSED",
    factsOf({ "users/forget-everything": {} }),
    USERS,
    "functions:",
  ),
  list("a handler that does not compile", "HANDLER_BROKEN", {
    errors: [
      { at: AT, message: "undefined: x" },
      { at: AT, message: "undefined: y" },
    ],
  }),
  list("a variable that nobody sets", "VARIABLE_UNSET", {
    reads: [read("USERS_TABLE"), read("ORDERS_TABLE"), read("AWS_REGION")],
  }),
  list("an index that no table has", "INDEX_UNKNOWN", {
    calls: [call("dynamodb.Query", { index: "NameIndex" })],
  }),
  list("an index of another table", "INDEX_UNKNOWN", {
    calls: [call("dynamodb.Query", { index: "ParentAccountIndex", tables: ["USERS_TABLE"] })],
  }),
  list("a key of another table", "TABLE_KEY", {
    calls: [call("dynamodb.GetItem", { key: ["accountId"], tables: ["USERS_TABLE"] })],
  }),
  told(
    "half of a key",
    "TABLE_KEY",
    factsOf({
      "users/list": { calls: [call("dynamodb.GetItem", { key: ["userId"], tables: ["USER_ACCOUNTS_TABLE"] })] },
    }),
  ),
  list("a parameter of a path that has none", "PATH_PARAMETER", { parameters: one("userId") }),
  told(
    "a parameter of another name",
    "PATH_PARAMETER",
    factsOf({ "accounts/create-sub-account": { parameters: one("accountId") } }),
    "services/accounts.yaml",
    "handler: accounts/create-sub-account",
  ),
  list("a claim that no token has", "CLAIM_UNKNOWN", { claims: [...one("sub"), ...one("accountId")] }),
  list("a context without a Lambda authorizer", "CONTEXT_UNKNOWN", { context: one("userId") }),
  list("a scan that is not granted", "ACTION_NOT_GRANTED", {
    calls: [call("dynamodb.Scan", { tables: ["ACCOUNTS_TABLE"] })],
  }),
  list("an operation of Cognito that is not granted", "ACTION_NOT_GRANTED", {
    calls: [call("cognitoidentityprovider.AdminSetUserMFAPreference")],
  }),
  list("an operation that no grant allows", "ACTION_NOT_GRANTED", { calls: [call("secretsmanager.GetSecretValue")] }),
  told(
    "a template of a stage's short name",
    "EMAIL_NAME_UNKNOWN",
    factsOf({
      "auth/login": { calls: [call("ses.SendTemplatedEmail", { template: "listbackup-prod-password-reset" })] },
    }),
    "services/auth.yaml",
    "handler: auth/login",
  ),
  told(
    "a configuration set that is not there",
    "EMAIL_NAME_UNKNOWN",
    factsOf({ "auth/login": { calls: [call("sesv2.SendEmail", { configurationSet: "listbackup-{STAGE}-emails" })] } }),
    "services/auth.yaml",
    "handler: auth/login",
  ),
];
