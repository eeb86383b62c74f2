import { strict as assert } from "node:assert";
import { dataLosses } from "../../../../automation/engine/dataLoss";
import type { Change } from "../../../../automation/engine/change";
import type { ChangeKind } from "../../../../automation/engine/changeKind";
import { changesMarkdown, describeLosses } from "../../../../automation/ui/changes";

function change(kind: ChangeKind, type: string, name: string): Change {
  return {
    kind,
    type,
    name,
    urn: `urn:pulumi:dev::p::${type}::${name}`,
    phase: "core",
    properties: [],
    losses: dataLosses({ kind, type, name, id: "", old: {}, new: {} }),
  };
}

const QUEUE = change("delete", "aws:sqs/queue:Queue", "queue-sync");

describe("the data at risk, in a preview", () => {
  it("is named with what is lost and the option that allows it", () => {
    assert.deepEqual(describeLosses([QUEUE, change("create", "aws:sqs/queue:Queue", "queue-new")]), [
      "Data at risk:",
      "  delete queue-sync: its messages (allow with --allow-delete queue-sync)",
    ]);
  });

  it("is nothing where no data goes", () => {
    assert.deepEqual(describeLosses([change("delete", "aws:lambda/alias:Alias", "users-get-live")]), []);
  });

  it("comes first in a pull request's comment", () => {
    const lines = changesMarkdown("dev", [QUEUE]);
    assert.ok(
      lines.indexOf("> - delete `queue-sync`: its messages") < lines.findIndex((line) => line.includes("<details>")),
    );
  });
});
