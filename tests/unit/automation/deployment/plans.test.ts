import { strict as assert } from "node:assert";
import type { RotationOrder } from "../../../../automation/deployment/steps/rotate";
import { artifactsStep, previewStep } from "../../../../automation/deployment/lateSteps";
import { planPromotion } from "../../../../automation/deployment/plans/promotion";
import { planRestore } from "../../../../automation/deployment/plans/restore";
import { planAutomaticRollback, planRollback } from "../../../../automation/deployment/plans/rollback";
import { planRotation } from "../../../../automation/deployment/plans/rotation";
import { planUp } from "../../../../automation/deployment/plans/up";
import type { UpRequest } from "../../../../automation/deployment/request";
import { describeStep, Plan } from "../../../../automation/deployment/step";

const REQUEST: UpRequest = {
  stage: "dev",
  rollout: "allAtOnce",
  services: [],
  allow: { replace: [], delete: [] },
  adopt: [],
  approved: false,
  full: false,
  verify: false,
  reason: null,
  overrides: [],
  onFailure: "roll-back",
};
const kinds = (request: UpRequest): readonly string[] => planUp(request).steps.map(({ kind }) => kind);

describe("the plan of an up", () => {
  it("builds, previews and asks before the first change, and verifies afterwards", () => {
    assert.deepEqual(kinds(REQUEST), [
      "preflight",
      "build",
      "accept",
      "compare",
      "checklist",
      "publish",
      "preview",
      "guard",
      "review",
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

  it("expands only for new triggers without a gradual rollout", () => {
    const [expand] = planUp(REQUEST).steps.filter(({ kind }) => kind === "expand");
    assert.deepEqual(expand?.params, { traffic: "as it comes" });
  });

  it("does not ask if approved on the command line", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("approve"), false);
  });

  it("guards data without asking too", () => {
    assert.equal(kinds({ ...REQUEST, approved: true }).includes("guard"), true);
  });

  it("builds the named services", () => {
    const [build] = planUp({ ...REQUEST, services: ["users"] }).steps.filter(({ kind }) => kind === "build");
    assert.deepEqual(build?.params, { services: ["users"], as: "target" });
  });

  it("checks handlers first", () => {
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

  it("passes the allowances to the guard", () => {
    const allow = { replace: ["table-a"], delete: ["bucket-b"] };
    const [guard] = planUp({ ...REQUEST, allow }).steps.filter(({ kind }) => kind === "guard");
    assert.deepEqual(guard?.params, { allow });
  });

  it("adopts before the preview, which shows what the deployment would change on it", () => {
    const adopt = [{ name: "table-a", id: "listbackup-dev-a" }];
    const steps = planUp({ ...REQUEST, adopt }).steps.filter(({ kind }) =>
      ["publish", "adopt", "preview"].includes(kind),
    );
    assert.deepEqual(steps.slice(0, 3).map(describeStep), [
      "publish     upload artifacts that the deployments bucket does not have",
      "adopt       take over what exists in AWS: table-a=listbackup-dev-a",
      "preview     preview the changes, and keep the engine's plan",
    ]);
  });

  it("prints one line per step", () => {
    const lines = planUp({
      ...REQUEST,
      services: ["users", "tags"],
      allow: { replace: [], delete: ["table-a"] },
    }).steps.map(describeStep);
    assert.deepEqual(
      [lines.length, lines[1], lines[2], lines[4], lines[10]],
      [
        23,
        "select      take users, tags and what only they use; refuse shared resources that the live release lacks",
        "build       handlers of users, tags",
        "compose     put users, tags into the live release",
        "guard       refuse to delete or replace what holds data, except: delete table-a",
      ],
    );
  });
});

describe("the plan of a rotation", () => {
  const entry = { name: "/listbackup/jwt-secret" } as RotationOrder["rotatable"]["entry"];
  const order: RotationOrder = {
    action: "rotate",
    rotatable: { entry, part: entry.name, previous: null },
    value: "of the test",
  };

  it("writes the value after the approval and the record, and before any function changes", () => {
    assert.deepEqual(
      planRotation({ ...REQUEST, rollout: "canary" }, order).steps.map(({ kind }) => kind),
      [
        "preflight",
        "prepare",
        "preview",
        "guard",
        "review",
        "artifacts",
        "approve",
        "record",
        "write",
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
      ],
    );
  });

  it("does not have the value in what --dry-run prints", () => {
    const { steps } = planRotation(REQUEST, order);
    const printed = JSON.stringify(steps.map((step) => [describeStep(step), step.params]));
    assert.equal(printed.includes("of the test"), false);
  });
});

describe("the plan of a rollback", () => {
  const order = (request: UpRequest, fast: boolean): readonly string[] =>
    planRollback(request, null, fast ? "traffic first" : "look first").steps.map(({ kind }) => kind);

  it("previews everything before the first change", () => {
    assert.deepEqual(order(REQUEST, false).slice(0, 7), [
      "preflight",
      "restore",
      "preview",
      "guard",
      "review",
      "artifacts",
      "approve",
    ]);
  });

  it("shifts traffic before the preview with --fast, after approval and record", () => {
    assert.deepEqual(order(REQUEST, true), [
      "preflight",
      "restore",
      "traffic",
      "approve",
      "record",
      "traffic",
      "preview",
      "guard",
      "review",
      "artifacts",
      "migrate",
      "expand",
      "contract",
      "up",
      "migrate",
      "verify",
    ]);
  });

  it("shifts traffic at once, whatever the stage's rollout", () => {
    const [expand] = planRollback({ ...REQUEST, rollout: "canary" }, null).steps.filter(
      ({ kind }) => kind === "expand",
    );
    assert.deepEqual(expand?.params, { traffic: "all at once" });
    assert.equal(order({ ...REQUEST, rollout: "linear" }, false).includes("shift"), false);
  });

  it("has the same steps without approval when automatic", () => {
    const automatic = planAutomaticRollback().steps.map(({ kind }) => kind);
    assert.deepEqual(
      automatic.filter((kind) => ["approve", "expand", "contract", "up", "verify"].includes(kind)),
      ["expand", "contract", "up", "verify"],
    );
  });
});

describe("the plan of a gradual rollout", () => {
  for (const rollout of ["canary", "linear"] as const) {
    it(`publishes, probes, shifts and then removes: ${rollout}`, () => {
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

  it("has the same steps in a promotion", () => {
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
  it("uses the settings of the source stage", () => {
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

describe("the plan of a restore", () => {
  const from = { kind: "id", id: 1_795_000_000 } as const;
  const wanted = { source: "production", from, key: null, command: () => "bin/deploy dr restore" } as const;
  const restoreKinds = (request: UpRequest): readonly string[] =>
    planRestore(request, wanted).steps.map(({ kind }) => kind);

  it("asks before it creates parameters, which the preview plans with", () => {
    assert.deepEqual(restoreKinds(REQUEST), [
      "preflight",
      "backup-set",
      "approve",
      "parameters",
      "record",
      "tables",
      "preview",
      "guard",
      "review",
      "artifacts",
      "up",
      "seed",
      "migrate",
      "verify",
      "restored",
    ]);
  });

  it("does not ask if approved on the command line", () => {
    assert.equal(restoreKinds({ ...REQUEST, approved: true }).includes("approve"), false);
  });

  it("has the lock of the stage", () => {
    const [preflight] = planRestore(REQUEST, wanted).steps;
    assert.deepEqual(preflight?.params, { catalog: "backup set", lease: "taken", handlers: "not needed" });
  });

  it("prints no key of the parameters", () => {
    const key = { kind: "identities", identities: ["AGE-SECRET-KEY-1"] } as const;
    const steps = planRestore(REQUEST, { ...wanted, key }).steps.map(({ kind, params }) => ({ kind, ...params }));
    assert.equal(JSON.stringify(steps).includes("SECRET"), false);
  });
});
