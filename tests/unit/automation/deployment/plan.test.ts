import { strict as assert } from "node:assert";
import { planAutomaticRollback, planPromotion, planRollback, planUp } from "../../../../automation/deployment/plan";
import type { UpRequest } from "../../../../automation/deployment/request";
import { describeStep, Plan } from "../../../../automation/deployment/step";
import { artifactsStep } from "../../../../automation/deployment/steps/artifacts";
import { previewStep } from "../../../../automation/deployment/steps/preview";

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
const kinds = (request: UpRequest): readonly string[] => planUp(request).steps.map(({ kind }) => kind);

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
    const [expand] = planUp(REQUEST).steps.filter(({ kind }) => kind === "expand");
    assert.deepEqual(expand?.params, { traffic: "as it comes" });
  });

  it("does not ask what was answered beforehand", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("approve"), false);
  });

  it("guards data also where it does not ask", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("guard"), true);
  });

  it("builds the services that were named", () => {
    const [build] = planUp({ ...REQUEST, services: ["users"] }).steps.filter(({ kind }) => kind === "build");
    assert.deepEqual(build?.params, { services: ["users"], as: "target" });
  });

  it("checks handlers before anything else", () => {
    const [{ kind, params } = {}] = planUp(REQUEST).steps;
    assert.deepEqual(
      [kind, params],
      [
        "preflight",
        {
          catalog: "working-tree",
          lease: "taken",
          handlers: "checked",
        },
      ],
    );
  });

  it("hands the guard what was allowed", () => {
    const allow = { replace: ["table-a"], delete: ["bucket-b"] };
    const [guard] = planUp({ ...REQUEST, allow }).steps.filter(({ kind }) => kind === "guard");
    assert.deepEqual(guard?.params, { allow });
  });

  it("can be read as a list, one line a step", () => {
    const lines = planUp({
      ...REQUEST,
      services: ["users", "tags"],
      allow: { replace: [], delete: ["table-a"] },
    }).steps.map(describeStep);
    assert.deepEqual(
      [lines.length, lines[1], lines[2], lines[4], lines[8]],
      [
        20,
        "select      take users, tags and what only they use; refuse shared resources that the live release lacks",
        "build       handlers of users, tags",
        "compose     put users, tags into the live release",
        "guard       refuse to delete or replace what holds data, except: delete table-a",
      ],
    );
  });
});

describe("the plan of a rollback", () => {
  const order = (request: UpRequest, fast: boolean): readonly string[] =>
    planRollback(request, null, fast ? "traffic first" : "look first").steps.map(({ kind }) => kind);

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
    const [expand] = planRollback({ ...REQUEST, rollout: "canary" }, null).steps.filter(
      ({ kind }) => kind === "expand",
    );
    assert.deepEqual(expand?.params, { traffic: "all at once" });
    assert.equal(order({ ...REQUEST, rollout: "linear" }, false).includes("shift"), false);
  });

  it("that nobody asked for does as much, and asks nobody", () => {
    const automatic = planAutomaticRollback().steps.map(({ kind }) => kind);
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
    const order = planPromotion({ ...REQUEST, rollout: "canary" }, "staging", { kind: "live" }).steps.map(
      ({ kind }) => kind,
    );
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
    const { steps } = planPromotion(REQUEST, "staging", { kind: "same-as-build" });
    assert.deepEqual(steps.find(({ kind }) => kind === "build")?.params, { services: [], as: { stage: "staging" } });
  });
});

describe("a plan in a wrong order", () => {
  it("does not compile", () => {
    // @ts-expect-error The preview needs a release and the engine.
    Plan.begin().add(previewStep);
    // @ts-expect-error What is compared is what the preview says.
    Plan.begin<"engine" | "release">().add(artifactsStep);
    // @ts-expect-error A step that may be left out gives nothing to count on.
    Plan.begin<"engine" | "release">().addIf(true, previewStep).add(artifactsStep);
    const { steps } = Plan.begin<"engine" | "release">().add(previewStep).add(artifactsStep);
    assert.deepEqual(steps, [previewStep, artifactsStep]);
  });
});
