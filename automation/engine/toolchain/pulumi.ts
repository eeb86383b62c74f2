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
  /** The project's folder; what is installed goes into its `.tools`. */
  readonly root: string;
  readonly report?: (line: string) => void;
  /** See Report. */
  readonly redraw?: (text: string) => void;
}

/** What a search came to: an executable, or why there is none that will do. */
type SearchResult =
  { readonly kind: "found"; readonly pulumi: PulumiCli } | { readonly kind: "missing"; readonly why: string };

/** The Pulumi CLI of this machine: on PATH, or one that was installed for the project. Installs nothing. */
export async function findPulumi(request: PulumiRequest): Promise<PulumiCli | null> {
  const onPath = await searchPath(request.root);
  return onPath.kind === "found" ? onPath.pulumi : findInstalled(request.root);
}

/**
 * The Pulumi CLI: the one on PATH when it is new enough, the one installed earlier, else one that is now downloaded from
 * the vendor or, where that cannot be reached, built from its Go module.
 * @throws DeployError TOOLCHAIN_PULUMI when none of these works
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
  const failures = [`on PATH: ${onPath.why}`];
  for (const way of [downloadPulumi, buildPulumi]) {
    const place = installFolder(root, way.origin);
    try {
      await installOnce(
        { place, title: "The Pulumi CLI", make: (folder) => way.install({ root, folder, report }) },
        report,
      );
    } catch (error) {
      failures.push(`${way.title}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const made = findInstalled(root);
    if (made !== null) return made;
    failures.push(`${way.title}: it brought no executable`);
  }
  throw new DeployError(
    "TOOLCHAIN_PULUMI",
    ["There is no Pulumi CLI to be had. Three ways were tried:", ...failures.map((failure) => `- ${failure}`)].join(
      "\n",
    ),
    `Install Pulumi ${pinnedVersion(root)} (https://www.pulumi.com/docs/install), or Go for a build from source; then repeat.`,
  );
}

async function searchPath(root: string): Promise<SearchResult> {
  const path = await locate("pulumi");
  if (path === null) return { kind: "missing", why: "not there" };
  const version = await probeVersion(path, join(root, ".tools"));
  const oldest = minimumVersion();
  const parsed = version === null ? null : parseVersion(version);
  if (version === null || parsed === null) return { kind: "missing", why: `${path} does not run` };
  // A later major version may have dropped what the SDK asks for.
  if (!isAtLeast(parsed, oldest) || parsed[0] !== oldest[0]) {
    return { kind: "missing", why: `${path} is ${version}, and the SDK needs ${oldest.join(".")} or newer` };
  }
  return { kind: "found", pulumi: { path, version, origin: "path" } };
}

/** The CLI must know every request of the SDK: it may be newer, not older. */
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
