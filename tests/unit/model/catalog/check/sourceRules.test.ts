import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/checkCatalog";
import type { Facts } from "../../../../../model/catalog/check/rule";
import type { HandlerFacts } from "../../../../../model/catalog/check/facts/sourceFacts";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { EMPTY_FACTS, REAL_FILES, replaceText, type Files } from "../realCatalog";
import { AT, call, factsOf } from "./cases/sourceFacts";

const one = (...names: string[]): HandlerFacts["claims"] => [{ names, at: AT }];

function findingsOf(facts: Facts, files: Files = REAL_FILES): readonly string[] {
  return checkCatalog(parseCatalog(files), facts).map(({ code, subject }) => `${code} ${subject}`);
}

describe("what handlers read and call", () => {
  const VALID: Readonly<Record<string, Readonly<Record<string, Partial<HandlerFacts>>>>> = {
    "an index of the table": {
      "users/list": { calls: [call("dynamodb.Query", { index: "EmailIndex", tables: ["USERS_TABLE"] })] },
    },
    "an index of one of the tables that it may be": {
      "users/list": {
        calls: [call("dynamodb.Query", { index: "ParentAccountIndex", tables: ["USERS_TABLE", "ACCOUNTS_TABLE"] })],
      },
    },
    "an index of some table, if the table is unknown": {
      "users/list": { calls: [call("dynamodb.Query", { index: "ParentAccountIndex" })] },
    },
    "an index of a table that a variable of no table names": {
      "users/list": { calls: [call("dynamodb.Query", { index: "ParentAccountIndex", tables: ["API_VERSION"] })] },
    },
    "the whole key, in any order": {
      "users/list": {
        calls: [call("dynamodb.GetItem", { key: ["accountId", "userId"], tables: ["USER_ACCOUNTS_TABLE"] })],
      },
    },
    "a parameter of the path": { "users/get": { parameters: one("userId") } },
    "one of several parameters": { "users/get": { parameters: one("id", "userId") } },
    "other names in addition to the parameter": { "users/get": { parameters: [...one("userId"), ...one("id")] } },
    "a parameter of one of the functions that share the handler": {
      "notifications/templates": { parameters: one("templateId") },
    },
    "a parameter in a function without routes": { "jobs/queue": { parameters: one("jobId") } },
    "claims of Cognito's tokens": {
      "users/list": { claims: [...one("sub"), ...one("cognito:groups"), ...one("custom:plan")] },
    },
    "one of several claims": { "users/list": { claims: one("userId", "sub") } },
    "claims in a function with public routes": { "auth/login": { claims: one("accountId") } },
    "a context in addition to claims": { "users/list": { claims: one("sub"), context: one("userId") } },
    "a call that a grant allows": {
      "users/list": { calls: [call("dynamodb.Scan", { tables: ["USERS_TABLE"] })] },
    },
    "a call that a grant allows on one of its tables": {
      "users/list": { calls: [call("dynamodb.Scan", { tables: ["USERS_TABLE", "ACCOUNTS_TABLE"] })] },
    },
    "a call that a statement allows": {
      "integrations/oauth-start": { calls: [call("secretsmanager.GetSecretValue")] },
    },
    "a call that needs no permission": {
      "users/list": { calls: [call("cognitoidentityprovider.InitiateAuth"), call("dynamodb.TransactWriteItems")] },
    },
    "a call with another name in IAM": {
      "jobs/create": { calls: [call("sqs.SendMessageBatch"), call("s3.HeadObject")] },
    },
    "a call of an unknown service": { "users/list": { calls: [call("comprehend.DetectSentiment")] } },
    "names of the stage's e-mail": {
      "auth/login": {
        calls: [
          call("sesv2.SendEmail", {
            template: "listbackup-{STAGE}-password-reset",
            configurationSet: "listbackup-{STAGE}-config-set",
          }),
        ],
      },
    },
    "a name with a variable of unknown value": {
      "auth/login": { calls: [call("sesv2.SendEmail", { template: "listbackup-{USERS_TABLE}-reset" })] },
    },
  };
  for (const [what, handlers] of Object.entries(VALID)) {
    it(`may be ${what}`, () => {
      assert.deepEqual(findingsOf(factsOf(handlers)), []);
    });
  }

  it("is reported once per service if handlers share the code", () => {
    const facts = { claims: one("accountId") };
    assert.deepEqual(findingsOf(factsOf({ "users/list": facts, "users/get": facts })), [
      "CLAIM_UNKNOWN users accountId",
    ]);
  });

  it("is not analysed if a handler does not compile, which is reported once", () => {
    const errors = [{ at: AT, message: "undefined: x" }];
    assert.deepEqual(findingsOf(factsOf({ "notifications/preferences": { errors } })), [
      "HANDLER_BROKEN notifications/getNotificationPreferences",
    ]);
  });

  it("needs a grant, which the remedy names", () => {
    const facts = factsOf({ "users/list": { calls: [call("dynamodb.Scan", { tables: ["ACCOUNTS_TABLE"] })] } });
    const [finding] = checkCatalog(parseCatalog(REAL_FILES), facts);
    assert.deepEqual(
      [finding?.reason, finding?.remedy],
      [
        `${AT} calls dynamodb:Scan on table:accounts, but users has no grant for it`,
        'Add a grant to the service: "scan table:accounts".',
      ],
    );
  });

  it("can be suppressed with a reason", () => {
    const accepted =
      '\naccepted:\n  - { finding: "CLAIM_UNKNOWN users accountId", reason: Falls back to the database }\n';
    const files = {
      ...REAL_FILES,
      "catalog/services/users.yaml": `${String(REAL_FILES["catalog/services/users.yaml"])}${accepted}`,
    };
    assert.deepEqual(findingsOf(factsOf({ "users/list": { claims: one("accountId") } }), files), []);
  });

  it("does not make a suppression unused without the source", () => {
    const accepted =
      '\naccepted:\n  - { finding: "CLAIM_UNKNOWN users accountId", reason: Falls back to the database }\n';
    const files = {
      ...REAL_FILES,
      "catalog/services/users.yaml": `${String(REAL_FILES["catalog/services/users.yaml"])}${accepted}`,
    };
    assert.deepEqual(findingsOf({ ...EMPTY_FACTS, source: null }, files), []);
  });

  const AUTHORIZER = {
    api: "\nauthorizers:\n  session: { purpose: Who asks, function: auth/verifyAccount, context: [userId] }\n",
    function: "    handler: users/list\n    authorizer: session\n",
  };
  const protectedFiles = replaceText(
    { ...REAL_FILES, "catalog/api.yaml": `${String(REAL_FILES["catalog/api.yaml"])}${AUTHORIZER.api}` },
    "services/users.yaml",
    "    handler: users/list\n",
    AUTHORIZER.function,
  );
  const LAMBDA: Readonly<Record<string, readonly [Partial<HandlerFacts>, readonly string[]]>> = {
    "may be a key of the authorizer's context": [{ context: one("userId") }, []],
    "is not a key that the authorizer does not return": [
      { context: one("accountId") },
      ["CONTEXT_UNKNOWN users accountId"],
    ],
    "is not a claim with a Lambda authorizer": [{ claims: one("sub") }, ["CLAIM_UNKNOWN users sub"]],
    "may be a claim in addition to the context": [{ context: one("userId"), claims: one("sub") }, []],
  };
  for (const [what, [facts, expected]] of Object.entries(LAMBDA)) {
    it(what, () => {
      assert.deepEqual(findingsOf(factsOf({ "users/list": facts }), protectedFiles), expected);
    });
  }
});
