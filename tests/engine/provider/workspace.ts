import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type InlineProgramArgs,
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import { ensurePulumi } from "../../../automation/engine/toolchain/pulumi";
import { ROOT } from "../../support/emulator/emulator";

export interface Workspace {
  readonly stack: Stack;
  /** The stack's state as it lies on the disk. */
  state(): Promise<string>;
  remove(): Promise<void>;
}

export interface WorkspaceOptions {
  readonly providerPort: number;
  /** @default no provider for awsx */
  readonly awsxPort?: number;
  readonly account: string;
  readonly region: string;
}

function providersOf({ providerPort, awsxPort }: WorkspaceOptions): string {
  return `aws:${String(providerPort)}${awsxPort === undefined ? "" : `,awsx:${String(awsxPort)}`}`;
}

/** A stack of its own in a temporary folder: state in a file, secrets under a passphrase, the provider attached. */
export async function workspaceOf(program: PulumiFn, options: WorkspaceOptions): Promise<Workspace> {
  const { path } = await ensurePulumi({ root: ROOT });
  const pulumiCommand = await PulumiCommand.get({ root: dirname(dirname(path)) });
  const folder = await mkdtemp(join(tmpdir(), "provider-engine-"));
  const args: InlineProgramArgs = { projectName: "provider", stackName: "trial", program };
  const stack = await LocalWorkspace.createOrSelectStack(args, {
    pulumiCommand,
    workDir: folder,
    pulumiHome: join(folder, "home"),
    envVars: {
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_DEBUG_PROVIDERS: providersOf(options),
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
  return {
    stack,
    state: () => readFile(join(folder, ".pulumi", "stacks", "provider", "trial.json"), "utf8"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
