import { existsSync } from "node:fs";
import { join } from "node:path";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { DeployError } from "../../../model/errors";
import { installOnce } from "../../../tools/installation";
import type { Report } from "../../../tools/report";
import { locate } from "../../../tools/command";
import { isAtLeast, parseVersion, type Version } from "../../../tools/version";
import { buildPulumi, pinnedVersion } from "./buildFromSource";
import { downloadPulumi } from "./download";
import { probeVersion } from "./probe";

export interface PulumiCli {
  /** The executable. */
  readonly path: string;
  readonly version: string;
  readonly origin: "path" | "download" | "built";
}

export interface PulumiRequest {
  /** The project's folder; the CLI is installed into its `.tools`. */
  readonly root: string;
  readonly report?: (line: string) => void;
  /** See Report. */
  readonly redraw?: (text: string) => void;
}

/** A suitable executable, or why there is none. */
type SearchResult =
  { readonly kind: "found"; readonly pulumi: PulumiCli } | { readonly kind: "missing"; readonly reason: string };

/** The Pulumi CLI on PATH, or the one that was installed for the project. Installs nothing. */
export async function findPulumi(request: PulumiRequest): Promise<PulumiCli | null> {
  const onPath = await searchPath(request.root);
  return onPath.kind === "found" ? onPath.pulumi : findInstalled(request.root);
}

/**
 * The Pulumi CLI: the one on PATH if it is new enough, else the one that was installed earlier, else one that is downloaded
 * from the vendor or, where that fails, built from source.
 * @throws DeployError TOOLCHAIN_PULUMI where all of these fail
 */
export async function ensurePulumi(request: PulumiRequest): Promise<PulumiCli> {
  const { root } = request;
  const onPath = await searchPath(root);
  if (onPath.kind === "found") return onPath.pulumi;
  const earlier = findInstalled(root);
  if (earlier !== null) return earlier;
  const report: Report = {
    line: request.report ?? (() => undefined),
    ...(request.redraw === undefined ? {} : { redraw: request.redraw }),
  };
  const failures = [`on PATH: ${onPath.reason}`];
  for (const method of [downloadPulumi, buildPulumi]) {
    const place = installFolder(root, method.origin);
    try {
      await installOnce(
        { place, title: "The Pulumi CLI", make: (folder) => method.install({ root, folder, report }) },
        report,
      );
    } catch (error) {
      failures.push(`${method.title}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const cli = findInstalled(root);
    if (cli !== null) return cli;
    failures.push(`${method.title}: it installed no executable`);
  }
  throw new DeployError(
    "TOOLCHAIN_PULUMI",
    ["No Pulumi CLI is available. Three methods failed:", ...failures.map((failure) => `- ${failure}`)].join("\n"),
    `Install Pulumi ${pinnedVersion(root)} (https://www.pulumi.com/docs/install), or Go to build it from source. Then run the same command again.`,
  );
}

async function searchPath(root: string): Promise<SearchResult> {
  const path = await locate("pulumi");
  if (path === null) return { kind: "missing", reason: "not found" };
  const version = await probeVersion(path, join(root, ".tools"));
  const oldest = minimumVersion();
  const parsed = version === null ? null : parseVersion(version);
  if (version === null || parsed === null) return { kind: "missing", reason: `${path} does not run` };
  // A later major version may lack requests of the SDK.
  if (!isAtLeast(parsed, oldest) || parsed[0] !== oldest[0]) {
    return { kind: "missing", reason: `${path} is ${version}, and the SDK needs ${oldest.join(".")} or newer` };
  }
  return { kind: "found", pulumi: { path, version, origin: "path" } };
}

/** The CLI must support every request of the SDK: it may be newer, not older. */
function minimumVersion(): Version {
  return parseVersion(sdkVersion) ?? [3, 0, 0];
}

function installFolder(root: string, origin: "download" | "built"): string {
  const suffix = origin === "built" ? "" : "-download";
  return join(root, ".tools", `pulumi-${pinnedVersion(root)}${suffix}`);
}

function findInstalled(root: string): PulumiCli | null {
  for (const origin of ["download", "built"] as const) {
    const path = join(installFolder(root, origin), "bin", "pulumi");
    if (existsSync(path)) return { path, version: pinnedVersion(root), origin };
  }
  return null;
}
