import { strict as assert } from "node:assert";
import type { StageCheck } from "../../../../automation/preflight/check";
import { found, passed, type CheckResult } from "../../../../automation/preflight/finding";
import { checkStage, findingsOf, preflightError } from "../../../../automation/preflight/run";
import { DeployError, type ErrorCode } from "../../../../model/errors";
import type { CheckId } from "../../../../model/preflight/checks";
import { fakeSubject } from "../../../support/subject";

const failing = (code: ErrorCode, what: string) => (): Promise<CheckResult> =>
  Promise.reject(new DeployError(code, what, "Fix it."));
const check = (
  id: CheckId,
  run: StageCheck["run"] = () => Promise.resolve(passed("fine")),
  more: Partial<StageCheck> = {},
): StageCheck => ({ id, on: "stage", purposes: ["doctor", "build"], run, ...more });

describe("the checks of a stage", () => {
  it("are skipped without the identity, which is reported once", async () => {
    const checks = [check("identity", failing("IDENTITY_MISMATCH", "other account")), check("zone"), check("rights")];
    const findings = findingsOf(await checkStage(fakeSubject(), checks));
    assert.deepEqual(
      findings.map(({ id, status, code }) => [id, status, code]),
      [
        ["identity", "fail", "IDENTITY_MISMATCH"],
        ["zone", "not-available", null],
        ["rights", "not-available", null],
      ],
    );
  });

  it("run side by side after the identity", async () => {
    const running: string[] = [];
    let most = 0;
    const slow = (id: CheckId): StageCheck =>
      check(id, async () => {
        running.push(id);
        most = Math.max(most, running.length);
        await new Promise((resolve) => setImmediate(resolve));
        running.splice(running.indexOf(id), 1);
        return passed("fine");
      });
    await checkStage(fakeSubject(), [slow("identity"), slow("zone"), slow("rights"), slow("state")]);
    assert.equal(most, 3);
  });

  it("have CHECK_FAILED for an error that is no finding", async () => {
    const [finding] = findingsOf(await checkStage(fakeSubject(), [check("zone", failing("AWS", "no answer"))]));
    assert.deepEqual([finding?.code, finding?.status, finding?.detail], ["CHECK_FAILED", "fail", "no answer"]);
  });

  it("leave out what the purpose does not need", async () => {
    const checks = [
      check("zone", undefined, { purposes: ["doctor"] }),
      check("lock", undefined, { ifLocks: true }),
      check("state"),
    ];
    const checked = await checkStage(fakeSubject({ purpose: "build", locks: false }), checks);
    assert.deepEqual(
      checked.map((one) => one.check.id),
      ["state"],
    );
  });

  it("leave out the tools of a rehearsal", async () => {
    const tool = (id: CheckId, withoutStage: boolean) =>
      ({ id, on: "machine", purposes: ["doctor"], withoutStage, run: () => Promise.resolve(passed("1.0")) }) as const;
    const checked = await checkStage(fakeSubject(), [tool("go", false), tool("python", true)]);
    assert.deepEqual(
      checked.map((one) => one.check.id),
      ["go"],
    );
  });

  it("report a failure of AWS once", async () => {
    const checks = [check("zone", failing("AWS", "no answer")), check("rights", failing("AWS", "no answer"))];
    assert.equal(findingsOf(await checkStage(fakeSubject(), checks)).length, 1);
  });
});

describe("the error of a preflight", () => {
  const errorOf = async (...checks: readonly StageCheck[]): Promise<DeployError | null> =>
    preflightError(await checkStage(fakeSubject(), checks));

  it("is none for warnings", async () => {
    assert.equal(await errorOf(check("drift", () => Promise.resolve(found("CHANGED_OUTSIDE", "changed")))), null);
  });

  it("is the error of a single finding", async () => {
    assert.equal((await errorOf(check("freeze", failing("FROZEN", "frozen")), check("zone")))?.code, "FROZEN");
  });

  it("is PREFLIGHT for a single finding without an error of its own", async () => {
    const error = await errorOf(check("rights", () => Promise.resolve(found("PERMISSION_MISSING", "s3:GetObject"))));
    assert.deepEqual([error?.code, error?.exitCode, error?.what], ["PREFLIGHT", 3, "s3:GetObject"]);
  });

  it("lists all of several findings, with their codes and remedies", async () => {
    const error = await errorOf(
      check("freeze", failing("FROZEN", "frozen")),
      check("rights", () => Promise.resolve(found("PERMISSION_MISSING", "s3:GetObject", "Grant it."))),
    );
    assert.equal(error?.code, "PREFLIGHT");
    assert.equal(error.what, "- FROZEN: frozen\n- PERMISSION_MISSING: s3:GetObject");
    assert.equal(error.remedy, "- Fix it.\n- Grant it.");
    assert.deepEqual(
      (error.details["findings"] as readonly { readonly code: string }[]).map(({ code }) => code),
      ["FROZEN", "PERMISSION_MISSING"],
    );
  });
});
