import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError, EXIT } from "../../model/errors";
import { parseStageName } from "../../model/stage/name";
import { servicesOption, type Command, type CommandResult } from "./command";
import type { BuildDocument } from "../documents/readings";

/** Builds the handlers; each artifact is named by the digest of its content. */
export const build: Command = {
  name: "build",
  summary: "build the functions",
  description: "Compile the handlers and write one artifact per function. Unchanged handlers are not rebuilt.",
  args: "[stage]",
  options: [
    ["--service <names>", "only these services"],
    ["--list", "list the functions that have no handler"],
    ["--upload", "upload the artifacts to the stage's deployments bucket"],
  ],
  examples: ["bin/deploy build", "bin/deploy build dev --list", "bin/deploy build dev --upload"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { buildFor, buildLine } = await import("../deployment/steps/build");
    const { failureLines } = await import("../build/buildFailure");
    const { readStage } = await import("../session");
    const { root } = context.wiring;
    const isUpload = options["upload"] === true;
    if (isUpload && stageName === undefined) {
      throw new DeployError("USAGE", "`--upload` needs a stage.", "Name it: `bin/deploy build dev --upload`.");
    }
    // Refused before the build: another account, or one that is not bootstrapped.
    const opened = isUpload ? await (await import("../session")).openStage(context, stageName) : null;
    const stage = stageName === undefined ? null : await readStage(root, parseStageName(stageName));
    // Changed handlers compile while the catalog is read and checked.
    const catalog = async (): Promise<Catalog> => (await import("../catalog/catalogCache")).cachedProjectCatalog(root);
    const result = await buildFor(context, stage, catalog, servicesOption(options), context.signal);
    const uploaded =
      opened === null
        ? null
        : await (
            await import("../aws/buckets/artifacts")
          ).publishArtifacts(opened.target, opened.stage, result.release, result.artifactsFolder, () => undefined);
    const { built, unchanged, placeholders, failed, failures, seconds } = result;
    const list = placeholders.map((id) => `  ${id}${failed.includes(id) ? " (failed to build)" : " (missing)"}`);
    return {
      exit: EXIT.done,
      lines: [
        buildLine(result),
        ...(uploaded === null
          ? []
          : [`Artifacts: ${String(uploaded.uploaded)} uploaded, ${String(uploaded.present)} already there`]),
        ...failureLines(failures).map((line) => `  ${line}`),
        ...(options["list"] === true ? list : []),
      ],
      data: {
        built,
        unchanged,
        placeholders,
        failed,
        failures,
        seconds,
        ...(uploaded === null ? {} : { uploaded }),
      } satisfies BuildDocument,
    };
  },
};
