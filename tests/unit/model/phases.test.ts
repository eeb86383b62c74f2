import { strict as assert } from "node:assert";
import { PHASES, phaseNumber, phaseOfUrn, SERVICE_PHASES } from "../../../model/phases";

const BEFORE = "urn:pulumi:dev::listbackup-backend::listbackup:stack:StageStack";

describe("phases", () => {
  it("come in the order that the deployment guide has", () => {
    assert.deepEqual(
      PHASES.map(({ id }) => id),
      ["certificates", "core", "identity", "gateway", "auth", "users", "business"],
    );
  });

  it("are numbered from one", () => {
    assert.deepEqual(
      PHASES.map(({ id }) => phaseNumber(id)),
      [1, 2, 3, 4, 5, 6, 7],
    );
  });

  it("that have services come in the order of phases", () => {
    const numbers = SERVICE_PHASES.map(phaseNumber);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
  });

  it("have a type each", () => {
    assert.equal(new Set(PHASES.map(({ token }) => token)).size, PHASES.length);
  });
});

describe("the phase of a resource", () => {
  const URNS: Readonly<Record<string, readonly [urn: string, phase: string | null]>> = {
    "of the phase's own component": [`${BEFORE}$listbackup:phase:AuthService::auth`, "auth"],
    "of a resource far below the phase": [
      `${BEFORE}$listbackup:phase:CoreInfrastructure$listbackup:block:Table$aws:dynamodb/table:Table::table-users`,
      "core",
    ],
    "of the stack": [`${BEFORE}::dev`, null],
    "of a resource beside the phases": [`${BEFORE}$aws:sns/topic:Topic::alarms`, null],
    "of a resource whose name reads like a phase": [
      `${BEFORE}$aws:sns/topic:Topic::listbackup:phase:AuthService`,
      null,
    ],
    "of a type that only begins like a phase": [`${BEFORE}$listbackup:phase:AuthServices::auth`, null],
    "of no URN": ["table-users", null],
    "of nothing": ["", null],
  };
  for (const [what, [urn, phase]] of Object.entries(URNS)) {
    it(`${what} is ${phase ?? "none"}`, () => {
      assert.equal(phaseOfUrn(urn), phase);
    });
  }
});
