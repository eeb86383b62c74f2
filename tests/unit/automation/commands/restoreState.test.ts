import { strict as assert } from "node:assert";
import type { Context } from "../../../../automation/commands/command";
import { restoreState } from "../../../../automation/commands/restoreState";

describe("the command restore-state", () => {
  for (const [rehearsal, command] of [
    [false, "bin/deploy restore-state dev --list"],
    [true, "bin/deploy restore-state dev --list --rehearsal"],
  ] as const) {
    it(`names the command that lists the backups: ${command}`, async () => {
      const context = { options: { rehearsal } } as unknown as Context;
      await assert.rejects(restoreState.run(context, ["dev"], { from: "yesterday" }), {
        code: "USAGE",
        remedy: `A backup has 13 digits; list them: \`${command}\`.`,
      });
    });
  }
});
