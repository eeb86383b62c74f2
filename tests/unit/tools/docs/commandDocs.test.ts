import { strict as assert } from "node:assert";
import { ALL_COMMANDS } from "../../../../cli";
import { EXITS_OF_COMMANDS } from "../../../../tools/docs/commandExits";

describe("the exit codes of the command reference", () => {
  it("have a row for each command, and no other", () => {
    assert.deepEqual(Object.keys(EXITS_OF_COMMANDS).sort(), ALL_COMMANDS.map(({ name }) => name).sort());
  });
});
