import { strict as assert } from "node:assert";
import type { With } from "../../../../../automation/deployment/deployment";
import { reviewStep } from "../../../../../automation/deployment/lateSteps";
import type { ReviewMode } from "../../../../../automation/deployment/steps/review";
import type { Override } from "../../../../../model/release/record";
import type { PlannedResource } from "../../../../../model/review/plannedResource";
import type { ReviewThreshold } from "../../../../../model/review/severity";
import { DeployError } from "../../../../../model/errors";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const OPEN: PlannedResource = {
  urn: "urn:pulumi:dev::listbackup::aws:lambda/permission:Permission::open-permission",
  type: "aws:lambda/permission:Permission",
  name: "open-permission",
  protect: false,
  inputs: { principal: "*" },
};

interface Situation {
  readonly mode?: ReviewMode;
  readonly stopAt?: ReviewThreshold;
  readonly overrides?: readonly Override[];
  readonly rollback?: boolean;
}

interface Reviewed {
  readonly error: DeployError | null;
  readonly lines: readonly string[];
}

/** Reviews a deployment with one critical finding. */
async function reviewed({
  mode = "stop",
  stopAt = "high",
  overrides = [],
  rollback = false,
}: Situation): Promise<Reviewed> {
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line);
  };
  const deployment = {
    context: { terminal: { note: add, warn: add, detail: add }, options: { verbose: false } },
    session: { stage: { ...stageOf("dev"), security: { stopAt } } },
    request: { overrides },
    retryCommand: "bin/deploy up dev",
    release: releaseOf(smallCatalog()),
    changes: [],
    resources: [OPEN],
    ...(rollback ? { origin: { kind: "rollback", to: 1, automatic: false } } : {}),
  } as unknown as With<"release" | "changes">;
  try {
    await reviewStep(mode).run(deployment);
    return { error: null, lines };
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return { error, lines };
  }
}

describe("the security review of a deployment", () => {
  it("stops at a finding that the stage does not allow, with the command that overrides it", async () => {
    const { error } = await reviewed({});
    assert.deepEqual([error?.code, error?.exitCode], ["SECURITY_REFUSED", 6]);
    assert.match(
      error?.what ?? "",
      /1 critical; the stage stops at high\. Nothing was changed\.\n {2}critical PERMISSION_OPEN open-permission/,
    );
    assert.match(error?.remedy ?? "", /`bin\/deploy up dev --override security --reason <why>`/);
  });

  it("continues below the stage's threshold", async () => {
    assert.equal((await reviewed({ stopAt: "never" })).error, null);
  });

  it("continues with a recorded override", async () => {
    const { error, lines } = await reviewed({ overrides: ["security"] });
    assert.equal(error, null);
    assert.equal(lines.at(-1), "Overridden and recorded: Security review of dev: 1 critical; the stage stops at high.");
  });

  it("does not stop a rollback", async () => {
    const { error, lines } = await reviewed({ rollback: true });
    assert.deepEqual([error, lines], [null, ["Security review of 1 resource: 1 critical; 2 accepted in the catalog"]]);
  });

  it("lists findings in a preview, and does not stop it", async () => {
    const { error, lines } = await reviewed({ mode: "report" });
    assert.equal(error, null);
    assert.equal(lines[1], "  critical PERMISSION_OPEN open-permission: any principal may invoke it");
  });
});
