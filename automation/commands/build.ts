import { EXIT } from "../../model/errors";
import { namesOption, type Command, type CommandResult } from "./command";

/** Handlers to artifacts named by their content. */
export const build: Command = {
  name: "build",
  summary: "handlers to artifacts; unchanged ones are not rebuilt",
  args: "",
  options: [
    ["--service <names>", "only these services"],
    ["--list", "list the functions without handler"],
  ],
  async run(context, _args, options): Promise<CommandResult> {
    const { loadProjectCatalog } = await import("../catalog/source");
    const { buildFor, buildLine } = await import("../deployment/build");
    const catalog = await loadProjectCatalog(context.wiring.root);
    const result = await buildFor(context, null, catalog, namesOption(options, "service"));
    const list = options["list"] === true ? result.placeholders.map((id) => `  ${id}`) : [];
    const { built, unchanged, placeholders, seconds } = result;
    return { exit: EXIT.done, lines: [buildLine(result), ...list], data: { built, unchanged, placeholders, seconds } };
  },
};
