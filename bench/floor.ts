import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Queue } from "@pulumi/aws/sqs";
import { Provider } from "@pulumi/aws/provider";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";

/*
 * The floor: a bare inline program with plain resources, and the engine calls that a deployment makes. What cannot be
 * had for less, whatever is built on the engine.
 *
 * Arguments: up|preview, number of resources, provider's port, folder of the state, the CLI, time-out of one queue.
 */
const [verb = "", count = "0", port = "", state = "", pulumi = "", timeout = "30"] = process.argv.slice(2);

function program(): Promise<void> {
  const provider = new Provider("aws", { region: "us-west-2" });
  for (let index = 0; index < Number(count); index += 1) {
    const visibilityTimeoutSeconds = index === 0 ? Number(timeout) : 30;
    new Queue(`queue-${String(index)}`, { name: `floor-${String(index)}`, visibilityTimeoutSeconds }, { provider });
  }
  return Promise.resolve();
}

async function main(): Promise<void> {
  Error.stackTraceLimit = 0;
  const workDir = mkdtempSync(join(tmpdir(), "listbackup-floor-"));
  try {
    const stack = await LocalWorkspace.createOrSelectStack(
      { projectName: "floor", stackName: "floor", program },
      {
        workDir,
        pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(pulumi)) }),
        projectSettings: { name: "floor", runtime: "nodejs", backend: { url: `file://${state}` } },
        secretsProvider: "passphrase",
        pulumiHome: join(state, "home"),
        envVars: {
          PULUMI_CONFIG_PASSPHRASE: "floor",
          PULUMI_EXPERIMENTAL: "true",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DEBUG_PROVIDERS: `aws:${port}`,
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        },
      },
    );
    const quiet = { color: "never", suppressOutputs: true, suppressProgress: true, onEvent: () => undefined } as const;
    if (verb === "preview") await stack.preview({ ...quiet, plan: join(workDir, "plan.json") });
    else await stack.up(quiet);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
