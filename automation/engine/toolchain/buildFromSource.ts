import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeployError } from "../../../model/errors";
import { failureReason, run } from "../../../tools/command";
import { requireGo } from "../../../tools/languages";
import { withElapsed } from "../../../tools/report";
import type { InstallMethod } from "./installMethod";

const CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3";
/** The build takes five minutes on two slow cores. */
const BUILD_TIMEOUT_SECONDS = 30 * 60;

/** The version that tools/go.mod pins. It is installed where PATH has no suitable CLI. */
export function pinnedVersion(root: string): string {
  const module = readGoMod(join(root, "tools", "go.mod"));
  const version = new RegExp(`^\\s*${SDK_MODULE} v(\\d+\\.\\d+\\.\\d+)`, "m").exec(module)?.[1];
  if (version === undefined) throw new Error(`tools/go.mod does not require ${SDK_MODULE}`);
  return version;
}

function readGoMod(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new DeployError(
      "TOOLCHAIN_PULUMI",
      `tools/go.mod, which pins Pulumi's version, could not be read: ${(error as Error).message}`,
      "Restore it: `git checkout -- tools/go.mod`.",
      { cause: error },
    );
  }
}

/** Builds the CLI from source. Needs only Go and its module proxy. */
export const buildPulumi: InstallMethod = {
  origin: "built",
  title: "build from source (tools/go.mod)",
  async install({ root, folder, report }) {
    const go = await requireGo();
    const version = pinnedVersion(root);
    await withElapsed(report, `Building Pulumi ${version} from source, once: about 5 minutes on 2 cores`, async () => {
      const outcome = await run(go.path, buildArguments(version, join(folder, "bin", "pulumi")), {
        cwd: join(root, "tools"),
        // The user's own Go flags and workspaces are for other modules.
        env: { ...process.env, GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0" },
        limitSeconds: BUILD_TIMEOUT_SECONDS,
      });
      if (outcome.kind !== "ended" || outcome.code !== 0) throw new Error(failureReason(outcome));
    });
  },
};

function buildArguments(version: string, output: string): readonly string[] {
  const flags = `-s -w -X ${SDK_MODULE}/go/common/version.Version=${version}`;
  return ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", flags, "-o", output, CLI_PACKAGE];
}
