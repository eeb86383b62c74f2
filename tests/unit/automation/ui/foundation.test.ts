import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import type { Change } from "../../../../automation/engine/changes/change";
import {
  describeFoundationChanges,
  foundationNotes,
  foundationSummary,
  removalLines,
} from "../../../../automation/ui/foundation";
import { foundationOf } from "../../../../model/account/foundation";
import { STAGES, type StageName } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";

const colors = picocolors.createColors(false);
const of = (name: StageName) => foundationOf(name, STAGES.map(stageOf), String);

function change(kind: Change["kind"], type: string, name: string): Change {
  return { kind, type, name, urn: `urn::${type}::${name}`, phase: null, properties: [], losses: [] };
}

const BUDGET = change("create", "aws:budgets/budget:Budget", "budget");
const AUDIT_BUCKET = change("delete", "aws:s3/bucket:Bucket", "audit-bucket");

describe("what bootstrap prints", () => {
  it("is every change below account and region", () => {
    assert.deepEqual(describeFoundationChanges(of("dev"), [BUDGET], colors), [
      "Account 100000000001, region us-west-2: 1 to create",
      "  + budget Budget",
    ]);
  });

  it("is all of many changes", () => {
    const many = Array.from({ length: 30 }, (_value, index) => change("create", BUDGET.type, `b${String(index)}`));
    assert.equal(describeFoundationChanges(of("dev"), many, colors).length, 31);
  });

  it("is that a bucket stays where it leaves the stack", () => {
    assert.match(
      describeFoundationChanges(of("dev"), [AUDIT_BUCKET], colors).at(-1) ?? "",
      /^The bucket .* stays in AWS/,
    );
  });

  it("is a summary by kind", () => {
    assert.equal(foundationSummary([BUDGET, AUDIT_BUCKET]), "1 created, 1 removed");
  });

  it("is a summary of no changes", () => {
    assert.equal(foundationSummary([]), "no changes");
  });

  it("is that a budget has no recipients", () => {
    assert.match(foundationNotes(of("dev")).join(), /listbackup:budget in Pulumi\.dev\.yaml/);
  });

  it("is what else a stage's backups need", () => {
    assert.match(
      foundationNotes(of("production")).join(),
      /^Backups of production are in us-east-1: after `bin\/deploy bootstrap disaster-recovery`, `bin\/deploy up production`/,
    );
  });

  it("is which foundation has the roles of a stage that shares its account", () => {
    assert.match(foundationNotes(of("disaster-recovery")).join(), /`bin\/deploy bootstrap production`/);
  });

  it("is what a removal leaves", () => {
    const result = { removed: ["budget (Budget)"], remaining: [{ name: "b", what: "state" }] };
    assert.deepEqual(removalLines(stageOf("dev"), result), [
      "Account 100000000001, region us-west-2: Removed 1 resource.",
      "  remains  b: state",
      "To use them again: `bin/deploy bootstrap dev`.",
    ]);
  });
});
