import { strict as assert } from "node:assert";
import { GRANT_ACTIONS, parseGrant, UNNAMED_GRANT_KINDS } from "../../../../model/catalog/grant";

/** Every pair of verb and kind, in the catalog's syntax. */
const ALL = Object.entries(GRANT_ACTIONS).flatMap(([kind, verbs]) =>
  Object.entries(verbs as Readonly<Record<string, readonly string[]>>).map(([verb, actions]) => ({
    text: (UNNAMED_GRANT_KINDS as readonly string[]).includes(kind) ? `${verb} ${kind}` : `${verb} ${kind}:thing`,
    kind,
    verb,
    actions,
  })),
);

describe("a grant", () => {
  for (const { text, kind, verb, actions } of ALL) {
    it(`is read from "${text}"`, () => {
      const name = text.includes(":") ? "thing" : "";
      assert.deepEqual(parseGrant(text), { kind, verb, name, actions });
    });
  }

  it("may name a path of parameters", () => {
    const grant = parseGrant("read ssm:/listbackup/oauth/*");
    assert.deepEqual("name" in grant ? grant.name : grant, "/listbackup/oauth/*");
  });

  const KINDS = "table, queue, bucket, topic, bus, identity, email, sms, ssm, secret";
  const NONE: Readonly<Record<string, string>> = {
    "": 'write it as "read-write table:users"',
    read: 'write it as "read-write table:users"',
    "read  table:users": 'write it as "read-write table:users"',
    "read table:users ": 'write it as "read-write table:users"',
    "read table:": 'write it as "read-write table:users"',
    "dynamodb:GetItem table:users": 'write it as "read-write table:users"',
    "read tables:users": `unknown resource kind "tables"; allowed: ${KINDS}`,
    "read constructor:users": `unknown resource kind "constructor"; allowed: ${KINDS}`,
    "send table:users": 'unknown verb "send" for "table"; allowed: read, write, read-write, scan, stream',
    "constructor table:users": 'unknown verb "constructor" for "table"; allowed: read, write, read-write, scan, stream',
    "read table": '"read table:" needs a name',
    "send email:main": '"send email" takes no name',
  };
  for (const [text, reason] of Object.entries(NONE)) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseGrant(text), { kind: "invalid", reason });
    });
  }
});

describe("what grants allow", () => {
  const actions = ALL.flatMap((grant) => grant.actions.map((action) => ({ ...grant, action })));

  it("is a list of actions without patterns", () => {
    assert.deepEqual(
      actions.filter(({ action }) => !/^[a-z0-9-]+:[A-Z][A-Za-z]+$/.test(action)),
      [],
    );
  });

  it("is of the service that the kind is kept in", () => {
    const services = Object.fromEntries(
      Object.keys(GRANT_ACTIONS).map((kind) => {
        const own = actions.filter((grant) => grant.kind === kind).map(({ action }) => action.split(":")[0]);
        return [kind, [...new Set(own)].join(" ")];
      }),
    );
    assert.deepEqual(services, {
      table: "dynamodb",
      queue: "sqs",
      bucket: "s3",
      topic: "sns",
      bus: "events",
      identity: "cognito-idp",
      email: "ses",
      sms: "sns",
      ssm: "ssm",
      secret: "secretsmanager",
    });
  });

  it("changes nothing where it says read, inspect, consume of a stream, or scan", () => {
    const reading = actions.filter(({ verb }) => ["read", "inspect", "stream", "scan"].includes(verb));
    assert.deepEqual(
      reading.filter(({ action }) => /:(Put|Update|Delete|Create|BatchWrite|Send|Publish|Admin)/.test(action)),
      [],
    );
  });

  for (const kind of ["table", "bucket"] as const) {
    it(`of a ${kind} by read-write is what read and write allow, no more`, () => {
      const { read, write, "read-write": both } = GRANT_ACTIONS[kind];
      assert.deepEqual(both, [...read, ...write]);
    });
  }

  it("includes scans only for the verb scan", () => {
    const scanning = actions.filter(({ action }) => action === "dynamodb:Scan").map(({ verb }) => verb);
    assert.deepEqual(scanning, ["scan"]);
  });

  it("does not include deleting tables, queues or buckets", () => {
    assert.deepEqual(
      actions.filter(({ action }) => /:Delete(Table|Queue|Bucket|Topic|EventBus|UserPool)$/.test(action)),
      [],
    );
  });
});
