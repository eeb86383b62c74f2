import { strict as assert } from "node:assert";
import type { Session } from "../../../../../automation/session";
import { guardData, assertNotProtected } from "../../../../../automation/deployment/steps/guard";
import { ROLLBACK_ALLOWANCES, type Allowances } from "../../../../../automation/deployment/request";
import type { Change } from "../../../../../automation/engine/changes/change";
import type { ChangeKind } from "../../../../../automation/engine/changes/changeKind";
import { dataLosses } from "../../../../../automation/engine/changes/dataLoss";
import { DeployError } from "../../../../../model/errors";

const NOTHING: Allowances = { replace: [], delete: [] };

/** Nothing listens there: contents are unknown, and the loss is refused. */
const TARGET = {
  kind: "rehearsal",
  endpoint: "http://127.0.0.1:1",
  account: "100000000001",
  region: "us-west-2",
} as const;

function change(kind: ChangeKind, type: string, name: string, inputs: { old?: object; new?: object } = {}): Change {
  const [old, next] = [inputs.old ?? {}, inputs.new ?? {}] as Readonly<Record<string, unknown>>[];
  return {
    kind,
    type,
    name,
    urn: `urn:pulumi:dev::p::${type}::${name}`,
    phase: "core",
    properties: ["hashKey"],
    losses: dataLosses({ kind, type, name, id: "", old: old ?? {}, new: next ?? {} }),
  };
}

async function refusal(changes: readonly Change[], allow: Allowances = NOTHING): Promise<DeployError | null> {
  try {
    await guardData(
      { session: { target: TARGET } as unknown as Session, retryCommand: "bin/deploy up dev" },
      changes,
      allow,
    );
    return null;
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return error;
  }
}

const TABLE = "aws:dynamodb/table:Table";
const HOLDERS = [
  TABLE,
  "aws:s3/bucket:Bucket",
  "aws:cognito/userPool:UserPool",
  "aws:cognito/userGroup:UserGroup",
  "aws:cognito/userPoolClient:UserPoolClient",
  "aws:kms/key:Key",
  "aws:acm/certificate:Certificate",
  "aws:sqs/queue:Queue",
  "aws:sns/topic:Topic",
  "aws:cloudwatch/logGroup:LogGroup",
];

const withoutIndex = change("update", TABLE, "table-users", {
  old: { globalSecondaryIndexes: [{ name: "EmailIndex", hashKey: "email", projectionType: "ALL" }] },
  new: { globalSecondaryIndexes: [] },
});

describe("the data guard", () => {
  for (const type of HOLDERS) {
    for (const kind of ["delete", "replace"] as const) {
      it("lets an automatic rollback, and nothing else, remove the access log of an additional API", async () => {
        const LOGS = "aws:cloudwatch/logGroup:LogGroup";
        const codes = await Promise.all(
          [
            [change("delete", LOGS, "api-reports-access-logs"), ROLLBACK_ALLOWANCES] as const,
            [change("delete", LOGS, "api-reports-access-logs"), NOTHING] as const,
            [change("delete", LOGS, "api-access-logs"), ROLLBACK_ALLOWANCES] as const,
            [change("delete", LOGS, "users-logs"), ROLLBACK_ALLOWANCES] as const,
          ].map(async ([one, allow]) => (await refusal([one], allow))?.code ?? null),
        );
        assert.deepEqual(codes, [null, "DATA_LOSS", "DATA_LOSS", "DATA_LOSS"]);
      });

      it(`refuses to ${kind} ${type}`, async () => {
        assert.equal((await refusal([change(kind, type, "thing")]))?.code, "DATA_LOSS");
      });
    }
  }

  it("allows everything else", async () => {
    const changes = [
      change("delete", "aws:lambda/alias:Alias", "users-get-live"),
      change("update", TABLE, "table-users"),
    ];
    assert.equal(await refusal(changes), null);
  });

  it("allows what is allowed by name", async () => {
    const changes = [change("delete", TABLE, "table-a"), change("replace", TABLE, "table-b")];
    assert.equal(await refusal(changes, { delete: ["table-a"], replace: ["table-b"] }), null);
  });

  it("does not take --allow-replace for --allow-delete", async () => {
    const error = await refusal([change("delete", TABLE, "table-a")], { replace: ["table-a"], delete: [] });
    assert.equal(error?.code, "DATA_LOSS");
  });

  it("names every loss with the option that would allow it", async () => {
    const error = await refusal([change("delete", TABLE, "table-a"), change("replace", TABLE, "table-b")]);
    assert.match(error?.remedy ?? "", /--allow-delete table-a --allow-replace table-b/);
  });

  it("refuses to delete an index, and names it with its table", async () => {
    assert.match(
      (await refusal([withoutIndex]))?.remedy ?? "",
      /`bin\/deploy up dev --allow-delete table-users\/EmailIndex`\.$/,
    );
  });

  it("allows an index that is allowed by name", async () => {
    assert.equal(await refusal([withoutIndex], { replace: [], delete: ["table-users/EmailIndex"] }), null);
  });

  it("lets an automatic rollback remove a part, and no resource", async () => {
    assert.equal(await refusal([withoutIndex], ROLLBACK_ALLOWANCES), null);
    const queue = change("delete", "aws:sqs/queue:Queue", "queue-sync");
    assert.equal((await refusal([queue], ROLLBACK_ALLOWANCES))?.code, "DATA_LOSS");
  });

  it("has the exit code of a refusal", async () => {
    assert.equal((await refusal([change("delete", TABLE, "table-a")]))?.exitCode, 6);
  });
});

describe("a change that AWS makes in two steps", () => {
  const TABLE = "aws:dynamodb/table:Table";
  const ttl = (attributeName: string, enabled = true): object => ({ ttl: { attributeName, enabled } });

  it("is refused whatever is allowed, and lists the steps", async () => {
    const another = change("update", TABLE, "table-jobs", { old: ttl("at"), new: ttl("until") });
    const error = await refusal([another], { replace: ["table-jobs/ttl"], delete: [] });
    assert.equal(error?.code, "CATALOG_INVALID");
    assert.match(error.what, /table-jobs\/ttl: .* an hour apart: deploy, first `ttl: at off` and then `ttl: until`/);
  });

  it("is accepted as its first step", async () => {
    const off = change("update", TABLE, "table-jobs", { old: ttl("at"), new: ttl("at", false) });
    assert.equal(await refusal([off], { replace: [], delete: ["table-jobs/ttl"] }), null);
  });
});

describe("a resource that the engine protects", () => {
  const failure = (message: string) => ({ resource: null, message });

  it("is reported as a loss, with the option that allows it", () => {
    const urn = "urn:pulumi:staging::p::listbackup:stage:StageStack$aws:dynamodb/table:Table::table-trial";
    assert.throws(
      () => {
        assertNotProtected(
          [failure(`Preview failed: resource "${urn}" cannot be deleted\nbecause it is protected. To`)],
          "bin/deploy up dev",
        );
      },
      { code: "DATA_LOSS", remedy: /`bin\/deploy up dev --allow-delete table-trial`\.$/ },
    );
  });

  it("is reported as a replacement", () => {
    const urn = "urn:pulumi:staging::p::aws:cognito/userPool:UserPool::user-pool";
    assert.throws(
      () => {
        assertNotProtected(
          [failure(`unable to replace resource "${urn}"\nas it is currently marked for protection.`)],
          "bin/deploy up dev",
        );
      },
      { code: "DATA_LOSS", remedy: /`bin\/deploy up dev --allow-replace user-pool`\.$/ },
    );
  });

  it("is not reported for other failures", () => {
    assert.doesNotThrow(() => {
      assertNotProtected([failure("AccessDenied")], "bin/deploy up dev");
    });
  });
});
