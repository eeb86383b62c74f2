import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accountRoles } from "../../../../model/access/roles";
import { accountScope } from "../../../../model/access/scope";
import { actionsOf, type ActionGroup } from "../../../../model/access/statement";
import { STAGES } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";

/**
 * Actions that the deployment role used on the emulator, as `/_listbackup/access` reports them, in: `rehearse`; `status`,
 * `logs`, `verify`, `doctor`, `refresh`, `secrets`, and `destroy` of its stages. rehearsal/README.md says how to record them again.
 */
const RECORDED = new Set(
  JSON.parse(readFileSync(join(__dirname, "../../../fixtures/access/recorded.json"), "utf8")) as readonly string[],
);
const ALL = STAGES.map((name) => stageOf(name));
/** Those of staging's account, with the backups that only production's has. */
const STATEMENTS = (["staging", "production"] as const)
  .flatMap((name) => accountRoles(accountScope(stageOf(name).account, ALL)).deployment.policies)
  .flatMap(({ statements }) => statements.filter(({ effect }) => effect === undefined));

describe("the permissions of the deployment role", () => {
  it("have every action that a rehearsal uses", () => {
    const allowed = new Set(STATEMENTS.flatMap(actionsOf));
    assert.deepEqual(
      [...RECORDED].filter((action) => !allowed.has(action)),
      [],
    );
  });

  it("have no other action without a source that says who needs it", () => {
    const unused = (group: ActionGroup): readonly string[] =>
      group.needs.kind === "rehearsed" ? group.actions.filter((action) => !RECORDED.has(action)) : [];
    assert.deepEqual(
      STATEMENTS.flatMap(({ sid, groups }) => groups.flatMap(unused).map((action) => `${sid}: ${action}`)),
      [],
    );
  });
});
