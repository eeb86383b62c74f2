import { join } from "node:path";
import { DeployError } from "../../../model/errors";
import type { Artifact } from "../../../model/release/release";
import type { LocalArtifact } from "../artifacts/artifact";
import { failureLines } from "../buildFailure";
import type { GoArchitecture } from "../go/goCommand";
import { buildHandlers } from "../go/buildHandlers";
import { goUnit } from "../units";

/** Why a function has a placeholder. */
export type PlaceholderReason = NonNullable<Artifact["reason"]>;

export interface PlaceholderRequest {
  /** The project's folder. */
  readonly root: string;
  readonly architecture: GoArchitecture;
  readonly artifactsFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** One artifact for all functions with the same reason: it reads the function's name from its environment. */
export async function buildPlaceholder(
  { root, architecture, artifactsFolder, signal }: PlaceholderRequest,
  reason: PlaceholderReason,
): Promise<LocalArtifact> {
  const unit = goUnit(".");
  const { artifacts, failures } = await buildHandlers({
    module: join(root, "automation", "build", "placeholder"),
    units: [unit],
    architecture,
    variables: { reason },
    artifactsFolder,
    cacheFile: join(root, ".build", `placeholder-${reason}-${architecture}.json`),
    report: () => undefined,
    signal,
  });
  const artifact = artifacts.get(unit.name);
  if (artifact !== undefined) return artifact;
  throw new DeployError(
    "BUILD_FAILED",
    `The placeholder failed to build:\n${failureLines(failures).join("\n")}`,
    "Restore it: `git checkout -- automation/build/placeholder`.",
  );
}
