import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { rollbackRelease, stageWithSettingsOf } from "../../model/release/composition";
import { parseReleaseId } from "../../model/release/id";
import type { ParameterDigests } from "../../model/release/parameterDigests";
import { servingRecord } from "../../model/release/record";
import { releaseSchema, type Release } from "../../model/release/release";
import { stageData } from "../../model/release/stageData";
import type { Stage } from "../../model/stage/stage";
import type { Session } from "../session";

/** Which release `pulumi preview` and `pulumi up` deploy: configuration key `listbackup:release`. */
export type ReleaseSelection =
  /** The live release of the stage, as its record says. */
  | { readonly kind: "live" }
  /** The release of a record of the stage. */
  | { readonly kind: "recorded"; readonly id: number }
  /** What was built last in the project's folder. */
  | { readonly kind: "working" };

export interface SelectedRelease {
  readonly release: Release;
  /** With the settings that the release needs: those of a rollback are of then. */
  readonly stage: Stage;
  /** Whether it is the live one. */
  readonly isLive: boolean;
  /** Of the live release: `pulumi up` does not read parameters, so functions keep the versions that they have. */
  readonly parameterDigests: ParameterDigests;
}

/** @param text of the key; undefined: `live` @throws DeployError CONFIG_INVALID */
export function parseSelection(stage: string, text: string | undefined): ReleaseSelection {
  const value = text?.trim() ?? "live";
  if (value === "live" || value === "working") return { kind: value };
  try {
    return { kind: "recorded", id: parseReleaseId(value) };
  } catch (error) {
    throw new DeployError(
      "CONFIG_INVALID",
      `listbackup:release is "${value}", which selects no release.`,
      `Use live, working or the id of a release (\`bin/deploy releases list ${stage}\`): \`pulumi config set listbackup:release live --stack ${stage}\`.`,
      { cause: error },
    );
  }
}

/** How a selection is written: `live`, `working` or an id. */
export function selectionText(selection: ReleaseSelection): string {
  return selection.kind === "recorded" ? String(selection.id) : selection.kind;
}

/**
 * Reads the selected release, whose artifacts are all in the deployments bucket.
 * @param root the project's folder
 * @throws DeployError RELEASE_UNKNOWN, RELEASE_INVALID, ARTIFACT_MISSING, NOT_BOOTSTRAPPED
 */
export async function selectRelease(
  session: Session,
  root: string,
  selection: ReleaseSelection,
): Promise<SelectedRelease> {
  const { requireArtifacts } = await import("../aws/buckets/artifacts");
  const selected = await readSelected(session, root, selection);
  const { target, stage } = session;
  try {
    await requireArtifacts(target, selected.stage, selected.release);
  } catch (error) {
    if (selection.kind !== "working" || !(error instanceof DeployError) || error.code !== "ARTIFACT_MISSING")
      throw error;
    const remedy = `Upload them: \`bin/deploy build ${stage.name} --upload\`${stage.rehearsal === undefined ? "" : " with `--rehearsal`"}.`;
    throw new DeployError("ARTIFACT_MISSING", error.what.replace("are no longer in", "are not in"), remedy, {
      cause: error,
    });
  }
  return selected;
}

async function readSelected(
  { target, stage }: Session,
  root: string,
  selection: ReleaseSelection,
): Promise<SelectedRelease> {
  const { readRecentRecords, readRecord } = await import("../aws/buckets/releases");
  if (selection.kind === "working") {
    const release = await workingRelease(root);
    const serving = servingRecord(await readRecentRecords(target, stage));
    return { release, stage, isLive: false, parameterDigests: serving?.parameterDigests ?? {} };
  }
  const records = await readRecentRecords(target, stage);
  const live = servingRecord(records);
  const parameterDigests = live?.parameterDigests ?? {};
  if (selection.kind === "recorded" && selection.id !== live?.id) {
    const record = records.find(({ id }) => id === selection.id) ?? (await readRecord(target, stage, selection.id));
    // As `bin/deploy rollback` does it: code of then, data of today.
    const release = rollbackRelease(record.release, stageData(records));
    return { release, stage: stageWithSettingsOf(stage, record), isLive: false, parameterDigests };
  }
  if (live !== null) {
    const ownSettings = live.origin.kind === "rollback";
    const selected = ownSettings ? stageWithSettingsOf(stage, live) : stage;
    return { release: live.release, stage: selected, isLive: true, parameterDigests };
  }
  throw new DeployError(
    "RELEASE_UNKNOWN",
    `No release is live on ${stage.name}. Nothing was changed.`,
    `Deploy one first: \`bin/deploy up ${stage.name}\`.`,
  );
}

async function workingRelease(root: string): Promise<Release> {
  const again = "Build: `bin/deploy build`.";
  let text: string;
  try {
    text = await readFile(join(root, ".build", "release.json"), "utf8");
  } catch (error) {
    throw new DeployError("RELEASE_UNKNOWN", "Nothing was built in this folder yet.", again, { cause: error });
  }
  try {
    return releaseSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new DeployError("RELEASE_INVALID", "The last build was made by another version of this program.", again, {
      cause: error,
    });
  }
}
