import { strict as assert } from "node:assert";
import type { Context } from "../../../../automation/commands/command";
import { restoreState } from "../../../../automation/commands/restoreState";

describe("the command restore-state", () => {
  it("names the command that lists the backups", async () => {
    const context = { options: {} } as unknown as Context;
    await assert.rejects(restoreState.run(context, ["dev"], { from: "yesterday" }), {
      code: "USAGE",
      remedy: "A backup has 13 digits; list them: `bin/deploy restore-state <stage> --list`.",
    });
  });
});
