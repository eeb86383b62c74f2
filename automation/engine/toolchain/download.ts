import { failureReason, run } from "../../../tools/command";
import { withElapsed } from "../../../tools/report";
import { pinnedVersion } from "./buildFromSource";
import type { InstallMethod } from "./installMethod";

const INSTALL_SCRIPT_URL = "https://get.pulumi.com/install.sh";
/** Until the vendor's site answers. */
const CONNECT_TIMEOUT_SECONDS = 20;
const DOWNLOAD_TIMEOUT_SECONDS = 300;

/** Runs in a separate process, because the SDK's installer cannot be stopped. */
const INSTALLER = `
const { PulumiCommand } = require("@pulumi/pulumi/automation");
const { SemVer } = require("semver");
const [version, root] = process.argv.slice(1);
PulumiCommand.install({ version: new SemVer(version), root }).catch((error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});`;

/** Downloads the CLI with the vendor's installer, which verifies and unpacks it. */
export const downloadPulumi: InstallMethod = {
  origin: "download",
  title: "download from the vendor",
  async install({ root, folder, report }) {
    if (process.env["LISTBACKUP_PULUMI_DOWNLOAD"] === "never") throw new Error("LISTBACKUP_PULUMI_DOWNLOAD is never");
    const version = pinnedVersion(root);
    await assertReachable();
    await withElapsed(report, `Downloading Pulumi ${version}`, async () => {
      const args = ["-e", INSTALLER, version, folder];
      const outcome = await run(process.execPath, args, { cwd: root, limitSeconds: DOWNLOAD_TIMEOUT_SECONDS });
      if (outcome.kind !== "ended" || outcome.code !== 0) throw new Error(failureReason(outcome));
    });
  },
};

/** @throws Error where the vendor's site cannot be reached */
async function assertReachable(): Promise<void> {
  let response: Response;
  try {
    response = await fetch(INSTALL_SCRIPT_URL, {
      method: "HEAD",
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_SECONDS * 1000),
    });
  } catch (error) {
    const { cause, message } = error as Error & { readonly cause?: unknown };
    throw new Error(`${INSTALL_SCRIPT_URL} does not answer (${cause instanceof Error ? cause.message : message})`);
  }
  if (!response.ok) throw new Error(`${INSTALL_SCRIPT_URL} answers ${response.status}`);
}
