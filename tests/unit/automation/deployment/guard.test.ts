import { strict as assert } from "node:assert";
import { guardData, refuseProtected } from "../../../../automation/deployment/guard";
import type { Allowances } from "../../../../automation/deployment/steps";
import type { Change, ChangeKind } from "../../../../automation/engine/change";
import { DeployError } from "../../../../model/errors";

const NOTHING: Allowances = { replace: [], delete: [] };

const change = (kind: ChangeKind, type: string, name: string): Change => ({
  kind,
  type,
  name,
  urn: `urn:pulumi:dev::p::${type}::${name}`,
  phase: "core",
  properties: ["hashKey"],
});

function refusal(changes: readonly Change[], allow: Allowances = NOTHING): DeployError | null {
  try {
    guardData(changes, allow);
    return null;
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return error;
  }
}

const TABLE = "aws:dynamodb/table:Table";

describe("the guard of data", () => {
  for (const type of [TABLE, "aws:s3/bucket:Bucket", "aws:cognito/userPool:UserPool", "aws:kms/key:Key"]) {
    for (const kind of ["delete", "replace"] as const) {
      it(`refuses to ${kind} ${type}`, () => {
        assert.equal(refusal([change(kind, type, "thing")])?.code, "DATA_LOSS");
      });
    }
  }

  it("lets everything else go", () => {
    const changes = [change("delete", "aws:sqs/queue:Queue", "queue-sync"), change("update", TABLE, "table-users")];
    assert.equal(refusal(changes), null);
  });

  it("lets go what is allowed by name", () => {
    const changes = [change("delete", TABLE, "table-a"), change("replace", TABLE, "table-b")];
    assert.equal(refusal(changes, { delete: ["table-a"], replace: ["table-b"] }), null);
  });

  it("takes leave to replace for no leave to delete", () => {
    assert.equal(
      refusal([change("delete", TABLE, "table-a")], { replace: ["table-a"], delete: [] })?.code,
      "DATA_LOSS",
    );
  });

  it("names every loss with the option that would allow it", () => {
    const error = refusal([change("delete", TABLE, "table-a"), change("replace", TABLE, "table-b")]);
    assert.match(error?.remedy ?? "", /--allow-delete table-a --allow-replace table-b/);
  });

  it("ends the command as refused", () => {
    assert.equal(refusal([change("delete", TABLE, "table-a")])?.exitCode, 6);
  });
});

describe("what the engine protects", () => {
  const failure = (message: string) => ({ resource: null, message });

  it("is told as a loss, with the option that allows it", () => {
    const urn = "urn:pulumi:staging::p::listbackup:stage:StageStack$aws:dynamodb/table:Table::table-trial";
    assert.throws(
      () => {
        refuseProtected([failure(`Preview failed: resource "${urn}" cannot be deleted\nbecause it is protected. To`)]);
      },
      { code: "DATA_LOSS", remedy: /--allow-delete table-trial$/ },
    );
  });

  it("is told as a replacement where it is one", () => {
    const urn = "urn:pulumi:staging::p::aws:cognito/userPool:UserPool::user-pool";
    assert.throws(
      () => {
        refuseProtected([failure(`unable to replace resource "${urn}"\nas it is currently marked for protection.`)]);
      },
      { code: "DATA_LOSS", remedy: /--allow-replace user-pool$/ },
    );
  });

  it("is nothing of other failures", () => {
    assert.doesNotThrow(() => {
      refuseProtected([failure("AccessDenied")]);
    });
  });
});
