import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InlineProgramArgs } from "@pulumi/pulumi/automation";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";

export interface Workspace {
  readonly stack: Stack;
  remove(): void;
}

/**
 * A stack of its own in a temporary folder: state in a file, secrets under a passphrase, the provider attached.
 * @param root folder that holds `bin/pulumi`
 */
export async function workspaceOf(
  program: PulumiFn,
  options: { readonly root: string; readonly providerPort: number; readonly account: string; readonly region: string },
): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), "provider-engine-"));
  const pulumiCommand = await PulumiCommand.get({ root: options.root });
  const args: InlineProgramArgs = { projectName: "provider", stackName: "trial", program };
  const stack = await LocalWorkspace.createOrSelectStack(args, {
    pulumiCommand,
    workDir: folder,
    pulumiHome: join(folder, "home"),
    envVars: {
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_DEBUG_PROVIDERS: `aws:${options.providerPort}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    projectSettings: { name: "provider", runtime: "nodejs", backend: { url: `file://${folder}` } },
  });
  await stack.setAllConfig({
    "aws:region": { value: options.region },
    "aws:allowedAccountIds": { value: JSON.stringify([options.account]) },
    "aws:defaultTags": { value: JSON.stringify({ tags: { project: "trial" } }) },
  });
  return { stack, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
