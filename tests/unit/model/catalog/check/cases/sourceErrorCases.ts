import type { Facts } from "../../../../../../model/catalog/check/rule";
import type { HandlerFacts } from "../../../../../../model/catalog/check/facts/sourceFacts";
import { REAL_FILES } from "../../realCatalog";
import type { ErrorCase } from "./errorCase";
import { AT, call, factsOf, factsWithout } from "./sourceFacts";

const USERS = "services/users.yaml";

function sourceCase(what: string, code: string, facts: Facts, file = USERS, line = "handler: users/list"): ErrorCase {
  return { what, code, files: REAL_FILES, facts, file, line };
}

/** A case with facts about the handler of `users/usersList` (`GET /users`). */
function usersListCase(what: string, code: string, facts: Partial<HandlerFacts>): ErrorCase {
  return sourceCase(what, code, factsOf({ "users/list": facts }));
}

const variableRead = (name: string): HandlerFacts["reads"][number] => ({ name, at: AT });
const one = (...names: string[]): HandlerFacts["claims"] => [{ names, at: AT }];

/** Catalogs that do not match the backend's source. */
export const SOURCE_ERROR_CASES: readonly ErrorCase[] = [
  sourceCase(
    "a misspelt handler",
    "HANDLER_MISSPELT",
    factsWithout("users/search", factsOf({ "users/serch": {} })),
    USERS,
    "handler: users/search",
  ),
  sourceCase(
    "a handler that no function uses",
    "HANDLER_UNUSED",
    factsOf({ "users/forget-everything": {} }),
    USERS,
    "functions:",
  ),
  usersListCase("a handler that does not compile", "HANDLER_BROKEN", {
    errors: [
      { at: AT, message: "undefined: x" },
      { at: AT, message: "undefined: y" },
    ],
  }),
  usersListCase("a variable that is not set", "VARIABLE_UNSET", {
    reads: [variableRead("USERS_TABLE"), variableRead("ORDERS_TABLE"), variableRead("AWS_REGION")],
  }),
  usersListCase("an index that no table has", "INDEX_UNKNOWN", {
    calls: [call("dynamodb.Query", { index: "NameIndex" })],
  }),
  usersListCase("an index of another table", "INDEX_UNKNOWN", {
    calls: [call("dynamodb.Query", { index: "ParentAccountIndex", tables: ["USERS_TABLE"] })],
  }),
  usersListCase("a key of another table", "TABLE_KEY", {
    calls: [call("dynamodb.GetItem", { key: ["accountId"], tables: ["USERS_TABLE"] })],
  }),
  sourceCase(
    "half of a key",
    "TABLE_KEY",
    factsOf({
      "users/list": { calls: [call("dynamodb.GetItem", { key: ["userId"], tables: ["USER_ACCOUNTS_TABLE"] })] },
    }),
  ),
  usersListCase("a parameter of a path that has none", "PATH_PARAMETER", { parameters: one("userId") }),
  sourceCase(
    "a parameter of another name",
    "PATH_PARAMETER",
    factsOf({ "accounts/create-sub-account": { parameters: one("accountId") } }),
    "services/accounts.yaml",
    "handler: accounts/create-sub-account",
  ),
  usersListCase("a claim that no token has", "CLAIM_UNKNOWN", { claims: [...one("sub"), ...one("accountId")] }),
  usersListCase("a context without a Lambda authorizer", "CONTEXT_UNKNOWN", { context: one("userId") }),
  usersListCase("a scan that is not granted", "ACTION_NOT_GRANTED", {
    calls: [call("dynamodb.Scan", { tables: ["ACCOUNTS_TABLE"] })],
  }),
  usersListCase("an operation of Cognito that is not granted", "ACTION_NOT_GRANTED", {
    calls: [call("cognitoidentityprovider.AdminSetUserMFAPreference")],
  }),
  usersListCase("an operation that no grant allows", "ACTION_NOT_GRANTED", {
    calls: [call("secretsmanager.GetSecretValue")],
  }),
  sourceCase(
    "a template of a stage's short name",
    "EMAIL_NAME_UNKNOWN",
    factsOf({
      "auth/login": { calls: [call("ses.SendTemplatedEmail", { template: "listbackup-prod-password-reset" })] },
    }),
    "services/auth.yaml",
    "handler: auth/login",
  ),
  sourceCase(
    "an unknown configuration set",
    "EMAIL_NAME_UNKNOWN",
    factsOf({ "auth/login": { calls: [call("sesv2.SendEmail", { configurationSet: "listbackup-{STAGE}-emails" })] } }),
    "services/auth.yaml",
    "handler: auth/login",
  ),
];
