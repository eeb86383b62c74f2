import { strict as assert } from "node:assert";
import { parseReference, REFERENCE_KINDS } from "../../../../model/catalog/reference";

describe("a reference", () => {
  const READ: Readonly<Record<string, unknown>> = {
    stage: { kind: "stage" },
    region: { kind: "region" },
    account: { kind: "account" },
    "text:v1": { kind: "text", text: "v1" },
    "text:": { kind: "text", text: "" },
    "text:a:b {stage}": { kind: "text", text: "a:b {stage}" },
    "setting:frontend-url": { kind: "setting", name: "frontend-url" },
    "table:users": { kind: "table", name: "users" },
    "queue:sync-dlq": { kind: "queue", name: "sync-dlq" },
    "bucket:data": { kind: "bucket", name: "data" },
    "topic:notifications": { kind: "topic", name: "notifications" },
    "bus:main": { kind: "bus", name: "main" },
    "identity:user-pool-id": { kind: "identity", name: "user-pool-id" },
    "identity:client-id": { kind: "identity", name: "client-id" },
    "identity:issuer": { kind: "identity", name: "issuer" },
    "identity:jwks-uri": { kind: "identity", name: "jwks-uri" },
    "api:url": { kind: "api", name: "url" },
    "api:id": { kind: "api", name: "id" },
    "zone:id": { kind: "zone", name: "id" },
    "certificate:arn": { kind: "certificate", name: "arn" },
    "email:configuration-set": { kind: "email", name: "configuration-set" },
    "ssm:/listbackup/jwt-secret": { kind: "ssm", name: "/listbackup/jwt-secret" },
    "secret:listbackup/{stage}/stripe": { kind: "secret", name: "listbackup/{stage}/stripe" },
  };
  for (const [text, reference] of Object.entries(READ)) {
    it(`is read from ${text}`, () => {
      assert.deepEqual(parseReference(text), reference);
    });
  }

  it("is read here of every kind that there is", () => {
    const kinds = new Set(Object.keys(READ).map((text) => text.split(":")[0] ?? ""));
    assert.deepEqual([...kinds], Object.keys(REFERENCE_KINDS));
  });

  const NONE: Readonly<Record<string, string>> = {
    "": 'unknown reference kind ""; plain text is written "text:"',
    v1: 'unknown reference kind "v1"; plain text is written "text:v1"',
    "tables:users": 'unknown reference kind "tables"; plain text is written "text:tables:users"',
    "https://x.example": 'unknown reference kind "https"; plain text is written "text:https://x.example"',
    "Table:users": 'unknown reference kind "Table"; plain text is written "text:Table:users"',
    constructor: 'unknown reference kind "constructor"; plain text is written "text:constructor"',
    "stage:dev": '"stage" takes no name',
    "stage:": '"stage" takes no name',
    table: '"table:" needs a name',
    "table:": '"table:" needs a name',
    api: '"api:" needs a name',
    "api:arn": 'unknown name after "api:"; allowed: url, id',
    "identity:pool": 'unknown name after "identity:"; allowed: user-pool-id, client-id, issuer, jwks-uri',
  };
  for (const [text, reason] of Object.entries(NONE)) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseReference(text), { kind: "invalid", reason });
    });
  }
});
