import { DeployError, EXIT } from "../../model/errors";
import { count } from "../ui/duration";
import { textOption, type Command, type CommandResult } from "./command";

const ACTIONS = ["init", "check"] as const;

/** The parameters and secrets that functions read: required, optional, generated. Values are never printed. */
export const secrets: Command = {
  name: "secrets",
  summary: "init creates the parameters and secrets that are missing; check says which are",
  args: "<action> <stage>",
  options: [
    [
      "--from-file <file>",
      "values by name (YAML, JSON or NAME=value lines): /listbackup/x, secret:NAME, secret:NAME#key",
    ],
  ],
  examples: ["bin/deploy secrets check staging", "bin/deploy secrets init dev --from-file parameters.yaml"],
  async run(context, [action, stageName], options): Promise<CommandResult> {
    if (!(ACTIONS as readonly (string | undefined)[]).includes(action)) {
      throw new DeployError("USAGE", `There is no action "${action ?? ""}".`, `Use one of: ${ACTIONS.join(", ")}.`);
    }
    const { openSession } = await import("../session");
    const { requireAccount } = await import("../aws/identity");
    const { readProjectCatalog } = await import("../catalog/source");
    const { askHidden, readValues } = await import("../secrets/input");
    const session = await openSession(context, stageName);
    const { target, stage } = session;
    await requireAccount(target);
    const catalog = await readProjectCatalog(context.wiring.root);
    if (action === "init") {
      const file = textOption(options, "fromFile");
      const { initSecrets } = await import("../secrets/init");
      const { created } = await initSecrets({
        target,
        stage,
        catalog,
        values: file === undefined ? {} : await readValues(file),
        ...(context.terminal.interactive ? { ask: askHidden } : {}),
        report: (line: string) => {
          context.terminal.note(line);
        },
      });
      return {
        exit: EXIT.done,
        lines: [`${stage.name}: ${count(created.length, "value")} created`, ...created.map((name) => `  ${name}`)],
        data: { stage: stage.name, created },
      };
    }
    const { checkSecrets } = await import("../secrets/check");
    const { matchingParameters } = await import("../secrets/parameters");
    const [status, patterns] = await Promise.all([
      checkSecrets(target, stage, catalog),
      matchingParameters(target, stage, catalog),
    ]);
    const lines = [
      ...Object.entries(status.present).map(([name, version]) => `present   ${name} (version ${String(version)})`),
      ...status.presentSecrets.map((name) => `present   ${name}`),
      ...Object.entries(patterns).flatMap(([pattern, names]) => [
        `pattern   ${pattern}: ${count(names.length, "parameter")}`,
        ...names.map((name) => `            ${name}`),
      ]),
      ...status.missingOptional.map((name) => `optional  ${name}`),
      ...status.missingRequired.map((name) => `MISSING   ${name}`),
    ];
    return {
      exit: status.missingRequired.length > 0 ? EXIT.preflight : EXIT.done,
      lines,
      data: { stage: stage.name, ...status, patterns },
    };
  },
};
