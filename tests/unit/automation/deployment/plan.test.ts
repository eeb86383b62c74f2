import { strict as assert } from "node:assert";
import { describeStep } from "../../../../automation/deployment/describeStep";
import {
  AUTOMATIC_ROLLBACK,
  planPromotion,
  planRollback,
  planUp,
  type UpRequest,
} from "../../../../automation/deployment/plan";

const REQUEST: UpRequest = {
  stage: "dev",
  rollout: "allAtOnce",
  services: [],
  allow: { replace: [], delete: [] },
  approved: false,
  verify: false,
  reason: null,
  overrides: [],
  onFailure: "roll-back",
};
const kinds = (request: UpRequest): readonly string[] => planUp(request).map(({ kind }) => kind);

describe("the plan of an up", () => {
  it("looks, builds, previews and asks before it changes anything, and checks afterwards", () => {
    assert.deepEqual(kinds(REQUEST), [
      "preflight",
      "build",
      "accept",
      "publish",
      "preview",
      "guard",
      "artifacts",
      "approve",
      "record",
      "migrate",
      "expand",
      "contract",
      "up",
      "seed",
      "migrate",
      "verify",
    ]);
  });

  it("expands only for triggers where traffic comes as it comes", () => {
    const [expand] = planUp(REQUEST).filter(({ kind }) => kind === "expand");
    assert.deepEqual(expand, { kind: "expand", traffic: "as it comes" });
  });

  it("does not ask what was answered beforehand", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("approve"), false);
  });

  it("guards data also where it does not ask", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("guard"), true);
  });

  it("builds the services that were named", () => {
    const [build] = planUp({ ...REQUEST, services: ["users"] }).filter(({ kind }) => kind === "build");
    assert.deepEqual(build, { kind: "build", services: ["users"], as: "target" });
  });

  it("checks handlers before anything else", () => {
    assert.deepEqual(planUp(REQUEST)[0], {
      kind: "preflight",
      catalog: "working-tree",
      lease: "taken",
      handlers: "checked",
    });
  });

  it("hands the guard what was allowed", () => {
    const allow = { replace: ["table-a"], delete: ["bucket-b"] };
    const [guard] = planUp({ ...REQUEST, allow }).filter(({ kind }) => kind === "guard");
    assert.deepEqual(guard, { kind: "guard", allow });
  });

  it("can be read as a list, one line a step", () => {
    const lines = planUp({
      ...REQUEST,
      services: ["users", "tags"],
      allow: { replace: [], delete: ["table-a"] },
    }).map(describeStep);
    assert.deepEqual(
      [lines.length, lines[1], lines[2], lines[4], lines[8]],
      [
        20,
        "select      take users, tags and what only they use; refuse what they share and the live release lacks",
        "build       handlers of users, tags",
        "compose     put users, tags into the release that is live",
        "guard       refuse to delete or replace what holds data, except: delete table-a",
      ],
    );
  });
});

describe("the plan of a rollback", () => {
  const order = (request: UpRequest, fast: boolean): readonly string[] =>
    planRollback(request, null, fast ? "traffic first" : "look first").map(({ kind }) => kind);

  it("looks at the whole of it before it changes anything", () => {
    assert.deepEqual(order(REQUEST, false).slice(0, 6), [
      "preflight",
      "restore",
      "preview",
      "guard",
      "artifacts",
      "approve",
    ]);
  });

  it("sends traffic back before it looks, where that is asked for: asked and written down first, and once", () => {
    assert.deepEqual(order(REQUEST, true), [
      "preflight",
      "restore",
      "traffic",
      "approve",
      "record",
      "traffic",
      "preview",
      "guard",
      "artifacts",
      "migrate",
      "expand",
      "contract",
      "up",
      "migrate",
      "verify",
    ]);
  });

  it("moves traffic at once, whatever the stage does on the way forward", () => {
    const [expand] = planRollback({ ...REQUEST, rollout: "canary" }, null).filter(({ kind }) => kind === "expand");
    assert.deepEqual(expand, { kind: "expand", traffic: "all at once" });
    assert.equal(order({ ...REQUEST, rollout: "linear" }, false).includes("shift"), false);
  });

  it("that nobody asked for does as much, and asks nobody", () => {
    const automatic = AUTOMATIC_ROLLBACK.map(({ kind }) => kind);
    assert.deepEqual(
      automatic.filter((kind) => ["approve", "expand", "contract", "up", "verify"].includes(kind)),
      ["expand", "contract", "up", "verify"],
    );
  });
});

describe("the plan where traffic moves share by share", () => {
  for (const rollout of ["canary", "linear"] as const) {
    it(`publishes, tries, moves and only then takes away: ${rollout}`, () => {
      const order = kinds({ ...REQUEST, rollout });
      assert.deepEqual(order.slice(order.indexOf("record")), [
        "record",
        "migrate",
        "expand",
        "seed",
        "probe",
        "shift",
        "contract",
        "up",
        "seed",
        "migrate",
        "verify",
      ]);
    });
  }

  it("holds for a promotion too", () => {
    const order = planPromotion({ ...REQUEST, rollout: "canary" }, "staging", { kind: "live" }).map(({ kind }) => kind);
    assert.deepEqual(order.slice(order.indexOf("expand"), order.indexOf("up")), [
      "expand",
      "seed",
      "probe",
      "shift",
      "contract",
    ]);
  });
});

describe("the build that a promotion is compared with", () => {
  it("is made as for the stage that it comes from", () => {
    const steps = planPromotion(REQUEST, "staging", { kind: "same-as-build" });
    assert.deepEqual(
      steps.find(({ kind }) => kind === "build"),
      { kind: "build", services: [], as: { stage: "staging" } },
    );
  });
});
