import { strict as assert } from "node:assert";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { classifyFailure } from "../../../../../automation/engine/failures/failureCause";
import type { EngineFailure } from "../../../../../automation/engine/failures/engineFailure";
import { failureFromError } from "../../../../../automation/engine/failures/processFailure";

/** Id of the known error. */
function causeOf(failure: EngineFailure): string {
  const cause = classifyFailure(failure);
  return cause.kind === "engine" ? cause.known.id : cause.kind;
}

/** What the Automation API makes of a process that ends: the form of its errors is its own, so it is asked for it. */
describe("a run whose events contain no error", function () {
  this.timeout(30_000);
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "engine-end-"));
    await mkdir(join(root, "bin"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** @param script what it does once it is asked for anything but its version */
  async function endOf(script: string): Promise<ReturnType<typeof failureFromError>> {
    const file = join(root, "bin", "pulumi");
    const progress = "  + aws:cloudwatch/metricAlarm:MetricAlarm jobs-throttles creating, AccessDenied, snapshot";
    await writeFile(file, `#!/bin/sh\n[ "$1" = version ] && echo v99.0.0 && exit 0\necho "${progress}"\n${script}\n`);
    await chmod(file, 0o755);
    // Its type leaves out what the SDK itself calls.
    const command = (await PulumiCommand.get({ root, skipVersionCheck: true })) as unknown as {
      run(args: readonly string[], folder: string, variables: Readonly<Record<string, string>>): Promise<unknown>;
    };
    const error: unknown = await command.run(["up"], root, {}).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return failureFromError(error);
  }

  it("fails with the signal that ended the engine", async () => {
    assert.equal(causeOf(await endOf("kill -9 $$")), "pulumi-killed");
  });

  it("fails with the lock, and none of the progress output", async () => {
    const failure = await endOf("echo 'error: the stack is currently locked by 1 lock(s).' >&2; exit 255");
    assert.deepEqual(
      [causeOf(failure), failure.message],
      ["state-locked", "the stack is currently locked by 1 lock(s)."],
    );
  });

  it("fails with the disk where a folder became read-only", async () => {
    const failure = await endOf(
      "echo 'warning: old version' >&2; echo 'error: writing the new snapshot file: open /s/dev.json: read-only file system' >&2; exit 255",
    );
    assert.equal(causeOf(failure), "disk-not-writable");
  });

  it("fails with an unknown cause where the engine printed no error", async () => {
    assert.equal(causeOf(await endOf("exit 255")), "unknown");
  });
});
