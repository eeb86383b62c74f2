import { EXIT } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { textOption, type Command, type CommandResult } from "./command";
import type { PreviewDocument } from "../documents/deployments";

const FORMATS = ["text", "markdown", "json"] as const;

/** Shows what an `up` would change, without changing it. */
export const preview: Command = {
  name: "preview",
  summary: "show what an up would change",
  args: "<stage>",
  options: [
    ["--service <names>", "only these services, deployed into the live release"],
    ["--release <id>", "what a rollback to this release would change"],
    ["--format <format>", "text, markdown (for a pull request) or json"],
    ["--expect-no-changes", "exit code 7 if there are differences"],
    ["--full", "ask Pulumi even if nothing changed since the live release"],
  ],
  examples: ["bin/deploy preview dev", "bin/deploy preview staging --format markdown"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const format = textOption(options, "format") ?? "text";
    requireKnownNames("format", [format], FORMATS);
    const { previewStage } = await import("../deployment/deployStage");
    const { summarize } = await import("../ui/changes");
    const { deployRequest } = await import("./deploymentCommand");
    const { parseReleaseId } = await import("../../model/release/id");
    const { parseStageName } = await import("../../model/stage/name");
    const request = await deployRequest(context, parseStageName(stageName ?? ""), options);
    const release = textOption(options, "release");
    const result = await previewStage(context, request, release === undefined ? null : parseReleaseId(release));
    const changes = result.deployment.changes ?? [];
    const { review, cost, release: previewed, previous = [], resources = [], session } = result.deployment;
    const { stage } = session;
    const data = { stage: stage.name, changes, review: review ?? null, cost: cost ?? null } satisfies PreviewDocument;
    const differs = options["expectNoChanges"] === true && changes.length > 0;
    const exit = differs ? EXIT.differences : EXIT.done;
    const lines =
      format === "markdown"
        ? (await import("../ui/previewMarkdown")).previewMarkdown({
            stage,
            catalog: previewed.catalog,
            changes,
            previous,
            resources,
            review,
            cost,
          })
        : format === "json"
          ? [JSON.stringify({ version: 1, command: "preview", exit, ...data }, null, 2)]
          : [`${stage.name}: ${summarize(changes)}`];
    return { exit, lines, data };
  },
};
