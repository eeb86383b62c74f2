import { strict as assert } from "node:assert";
import { presentData } from "../../../../model/release/presentData";
import { stageData } from "../../../../model/release/stageData";
import { recordOf } from "../../../support/records";
import { releaseOf, smallCatalog } from "../../../support/release";

describe("data that a rollback finds on the stage", () => {
  const restored = smallCatalog();
  const [name = "", table] = Object.entries(restored.data.tables)[0] ?? [];
  assert.ok(table);
  const failed = {
    ...restored,
    data: { ...restored.data, tables: { ...restored.data.tables, created: table, conflicting: table } },
  };
  const data = stageData([recordOf(1), recordOf(2, { outcome: "deploying", release: releaseOf(failed) })]);

  it("is that of the state and of the restored release, without what was not created", () => {
    const { tables } = presentData(data, restored, (resource) => resource === "table-created");
    assert.deepEqual(Object.keys(tables).sort(), [...Object.keys(restored.data.tables), "created"].sort());
  });

  it("includes what the restored release has and the state does not", () => {
    assert.ok(name in presentData(data, restored, () => false).tables);
  });
});
