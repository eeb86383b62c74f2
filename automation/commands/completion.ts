import { DeployError, EXIT } from "../../model/errors";
import type { Command, CommandResult, Context } from "./command";
import type { CompletionDocument } from "../documents/readings";

/** Time to look up releases in AWS: a user waits for the key. ms */
const LOOKUP_LIMIT_MS = 2_000;

/** Completes the command line in a shell. @param commands all other commands */
export function completion(commands: readonly Command[]): Command {
  return {
    name: "completion",
    summary: "complete commands in bash, zsh or fish",
    description:
      "Print the script that completes commands, options, stages, services and releases in a shell, to be loaded at its start: " +
      "bash and zsh with `source <(…)`, fish with `… | source`.",
    args: "<shell> [words...]",
    options: [],
    examples: ["bin/deploy completion bash", "bin/deploy completion zsh", "bin/deploy completion fish"],
    async run(context, [shell = "", ...words]): Promise<CommandResult> {
      const { SHELLS } = await import("../completion/candidates");
      const { SCRIPTS } = await import("../completion/scripts");
      if (shell === "words") return result(await foundWords(context, commands, words));
      const known = words.length === 0 ? SHELLS.find((one) => one === shell) : undefined;
      if (known === undefined)
        throw new DeployError(
          "USAGE",
          `There is no completion for "${[shell, ...words].join(" ")}".`,
          `Use one of: ${SHELLS.join(", ")}. The script of bash: \`bin/deploy completion bash\`.`,
        );
      return {
        exit: EXIT.done,
        lines: [SCRIPTS[known]],
        data: { shell: known, script: SCRIPTS[known] } satisfies CompletionDocument,
      };
    },
  };
}

function result(words: readonly string[]): CommandResult {
  return { exit: EXIT.done, lines: words, data: { words } satisfies CompletionDocument };
}

/** Nothing where something fails: a message would be taken for a candidate. */
async function foundWords(
  context: Context,
  commands: readonly Command[],
  words: readonly string[],
): Promise<readonly string[]> {
  const { candidates, splitLine } = await import("../completion/candidates");
  const { words: line, prefix } = splitLine(words);
  const found = candidates(commands, line);
  const full = (some: readonly string[]): readonly string[] => some.map((word) => `${prefix}${word}`);
  const typed = line.at(-1) ?? "";
  try {
    switch (found.kind) {
      case "words":
        return full(found.words);
      case "files":
        return [":files"];
      case "services":
        return full(await serviceLists(context, typed));
      case "releases":
        return full(await releases(context, line, found.stage));
    }
  } catch {
    return [];
  }
}

/** `users,` is completed to `users,accounts` and so on. */
async function serviceLists({ wiring }: Context, typed: string): Promise<readonly string[]> {
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { services } = await readProjectCatalog(wiring.root);
  const given = typed.split(",").slice(0, -1);
  return Object.keys(services)
    .filter((name) => !given.includes(name))
    .map((name) => [...given, name].join(","));
}

/** Newest first. The options of the line say which AWS it is about. */
async function releases(context: Context, words: readonly string[], stage: string): Promise<readonly string[]> {
  const { openSession } = await import("../session");
  const { releaseIds } = await import("../aws/buckets/releases");
  const { Deadline } = await import("../deadline");
  const profile = words[words.indexOf("--profile") + 1];
  const options = {
    ...context.options,
    rehearsal: context.options.rehearsal || words.includes("--rehearsal"),
    ...(words.includes("--profile") && profile !== undefined ? { profile } : {}),
  };
  const { target, stage: opened } = await openSession({ ...context, options }, stage);
  const ids = await new Deadline(LOOKUP_LIMIT_MS, context.signal).run(() => releaseIds(target, opened));
  return ids.map(String);
}
