import { DeployError, EXIT } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { type Command, type CommandResult } from "./command";
import type { ReleaseDifferencesDocument, ReleaseDocument, ReleaseListDocument } from "../documents/readings";

const ACTIONS = ["list", "show", "diff"] as const;
const LISTED_RELEASES = 20;

/** Lists, shows and compares the releases of a stage. */
export const releases: Command = {
  name: "releases",
  summary: "list, show and compare releases",
  description:
    "list (the default) shows the releases of a stage, show prints one of them, diff compares two, or one with the live release.",
  args: "<action> <stage> [release] [other]",
  actions: { all: ACTIONS, default: "list" },
  options: [],
  examples: [
    "bin/deploy releases staging",
    "bin/deploy releases show staging 1704067200",
    "bin/deploy releases diff production 1704067200",
  ],
  async run(context, [action = "", stageName, first, second]): Promise<CommandResult> {
    requireKnownNames("action", [action], ACTIONS);
    const { parseReleaseId } = await import("../../model/release/id");
    const [firstId, secondId] = [first, second].map((text) => (text === undefined ? undefined : parseReleaseId(text)));
    if ((action === "list" && firstId !== undefined) || (action === "show" && secondId !== undefined))
      throw new DeployError(
        "USAGE",
        `\`releases ${action}\` takes ${action === "list" ? "no release" : "one release"}.`,
        "Compare releases: `bin/deploy releases diff <stage> <release> [other]`.",
      );
    const { openStage } = await import("../session");
    const store = await import("../aws/buckets/releases");
    const view = await import("../ui/releases");
    const { servingReleaseOf } = await import("../records/servingRelease");
    const { servingRecord } = await import("../../model/release/record");
    const { releaseDifferences } = await import("../../model/release/difference");
    const { target, stage } = await openStage(context, stageName);
    const { colors } = context.terminal;
    if (action === "list") {
      const history = await store.readHistory(target, stage, LISTED_RELEASES);
      const { records } = history;
      const unreadable = history.unreadable.map(({ id }) => id);
      const live = view.knownLiveRelease(records, unreadable);
      const data = records.map(({ release, settings: _settings, versions: _versions, ...rest }) => ({
        ...rest,
        source: release.source,
        live: rest.id === live,
      }));
      return {
        exit: EXIT.done,
        lines:
          records.length + unreadable.length === 0
            ? [`Nothing is deployed on ${stage.name}.`]
            : [
                ...view.releaseTable(records, Math.floor(Date.now() / 1000), colors, unreadable),
                ...history.unreadable.map(({ error }) => `${error.what} ${error.remedy}`),
              ],
        data: {
          stage: stage.name,
          releases: data,
          unreadable: history.unreadable.map(({ id, error }) => ({ id, reason: error.what })),
        } satisfies ReleaseListDocument,
      };
    }
    const named = firstId === undefined ? null : await store.readRecord(target, stage, firstId);
    const recent =
      named !== null && (action === "show" || secondId !== undefined)
        ? []
        : await store.readRecords(target, stage, LISTED_RELEASES);
    const live = servingRecord(recent);
    if (action === "show") {
      const release = named ?? live ?? servingReleaseOf(recent, stage.name);
      return { exit: EXIT.done, lines: view.releaseLines(release), data: { release } satisfies ReleaseDocument };
    }
    const before = named ?? throwReleaseMissing(stage.name);
    const after =
      secondId === undefined
        ? (live ?? servingReleaseOf(recent, stage.name))
        : await store.readRecord(target, stage, secondId);
    const differences = releaseDifferences(before, after);
    return {
      exit: EXIT.done,
      lines: [`From ${String(before.id)} to ${String(after.id)}:`, ...view.differenceLines(differences, colors)],
      data: { stage: stage.name, from: before.id, to: after.id, differences } satisfies ReleaseDifferencesDocument,
    };
  },
};

function throwReleaseMissing(stage: string): never {
  throw new DeployError(
    "RELEASE_UNKNOWN",
    `No release of ${stage} was named.`,
    `List the releases: \`bin/deploy releases list ${stage}\`.`,
  );
}
