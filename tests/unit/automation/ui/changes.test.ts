import { strict as assert } from "node:assert";
import { dataLosses } from "../../../../automation/engine/changes/dataLoss";
import type { Change } from "../../../../automation/engine/changes/change";
import type { ChangeKind } from "../../../../automation/engine/changes/changeKind";
import picocolors from "picocolors";
import { describeChanges, describeLosses } from "../../../../automation/ui/changes";

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

describe("the changes of a preview", () => {
  const colors = picocolors.createColors(false);
  const many = Array.from({ length: 10 }, (_unused, index) =>
    change("create", "aws:sqs/queue:Queue", `q${String(index)}`),
  );
  const other = { ...change("create", "aws:lambda/function:Function", "users-get"), phase: "users" } as const;

  it("are grouped by phase, and truncated with a count", () => {
    assert.deepEqual(describeChanges([other, ...many], colors), [
      "Core infrastructure: 10 to create",
      ...Array.from({ length: 8 }, (_unused, index) => `  + q${String(index)} Queue`),
      "  + … and 2 more (all of them: --verbose)",
      "User services: 1 to create",
      "  + users-get Function",
    ]);
  });

  it("are complete with --verbose", () => {
    assert.equal(describeChanges([other, ...many], colors, { verbose: true }).length, 13);
  });

  it("list a few properties and count the others", () => {
    const updated = {
      ...change("update", "aws:sqs/queue:Queue", "q"),
      properties: ["a", "b", "c", "d", "e", "f", "g"],
    };
    assert.match(describeChanges([updated], colors)[1] ?? "", /\(a, b, c, d, e, f, and 1 more\)$/);
  });
});

describe("data at risk in a preview", () => {
  it("is listed with the loss and the option that allows it", () => {
    assert.deepEqual(describeLosses([QUEUE, change("create", "aws:sqs/queue:Queue", "queue-new")]), [
      "Data at risk:",
      "  delete queue-sync: its messages (allow with --allow-delete queue-sync)",
    ]);
  });

  it("is empty where no data is lost", () => {
    assert.deepEqual(describeLosses([change("delete", "aws:lambda/alias:Alias", "users-get-live")]), []);
  });
});
