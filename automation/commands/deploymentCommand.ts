import { EXIT } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { Finished } from "../deployment/deployStage";
import type { UpRequest } from "../deployment/request";
import type { Plan } from "../deployment/step";
import {
  listOption,
  servicesOption,
  textOption,
  type Command,
  type CommandOptions,
  type CommandResult,
  type Context,
} from "./command";
import type { StepsDocument } from "../documents/deployments";

/** Options that all commands share which deploy. */
export const DEPLOYMENT_OPTIONS: Command["options"] = [
  ["--yes", "do not ask for approval"],
  ["--reason <text>", "why; recorded in the release"],
  ["--no-rollback", "stop at a failed step instead of rolling back to the last good release"],
  ["--dry-run", "print the steps without running them"],
  ["--allow-replace <name>", "allow a replacement of this resource, which loses its data", "repeat"],
  ["--allow-delete <name>", "allow the deletion of this resource and its data", "repeat"],
  ["--override <what>", "freeze, source, security or checklist: deploy although it is refused; recorded", "repeat"],
];

/** Of the commands that may create what exists already: a rollback restores what was deployed. */
export const ADOPT_OPTION: Command["options"][number] = [
  "--adopt <name=id>",
  "take over what exists in AWS: a resource's name in the preview, and its id, such as table-users=listbackup-dev-users",
  "repeat",
];

/** Reads the options of a command that deploys. @throws DeployError USAGE, CONFIG_INVALID */
export async function deployRequest(
  { wiring }: Context,
  stage: StageName,
  options: CommandOptions,
): Promise<UpRequest> {
  const { makeRequest } = await import("../deployment/upRequest");
  return makeRequest(wiring.root, stage, {
    services: servicesOption(options),
    allow: { replace: listOption(options, "allowReplace"), delete: listOption(options, "allowDelete") },
    adopt: listOption(options, "adopt"),
    approved: options["yes"] === true,
    full: options["full"] === true,
    verify: options["verify"] === true,
    reason: textOption(options, "reason") ?? "",
    overrides: listOption(options, "override"),
    onFailure: options["rollback"] === false ? "stop" : "roll-back",
  });
}

interface Summary {
  readonly lines: readonly string[];
  readonly data: object;
}

/**
 * Runs a plan, or prints its steps with `--dry-run`.
 * @param command the command and its options, for messages: `["rollback", "--to", "17"]`
 * @param more what the summary says besides
 */
export async function deploy(
  context: Context,
  request: UpRequest,
  plan: Plan<"release">,
  options: CommandOptions,
  command: readonly string[],
  more: (result: Finished) => Summary = () => ({ lines: [], data: {} }),
): Promise<CommandResult> {
  const [name = "", ...rest] = command;
  return deployAs(context, request, plan, options, ["bin/deploy", name, request.stage, ...rest], more);
}

/** @param words the whole command, for messages, without the options of a deployment */
export async function deployAs(
  context: Context,
  request: UpRequest,
  plan: Plan<"release">,
  options: CommandOptions,
  words: readonly string[],
  more: (result: Finished) => Summary = () => ({ lines: [], data: {} }),
): Promise<CommandResult> {
  const { describeStep } = await import("../deployment/step");
  const { stage } = request;
  if (options["dryRun"] === true)
    return {
      exit: EXIT.done,
      lines: plan.steps.map(describeStep),
      data: { stage, steps: plan.steps.map(({ kind, params }) => ({ kind, ...params })) } satisfies StepsDocument,
    };
  const { deployStage } = await import("../deployment/deployStage");
  const { upSummary } = await import("../deployment/summary");
  const result = await deployStage(context, request, plan, words);
  const { lines, data } = upSummary(result.kind, result.deployment, result.times, 0);
  const added = more(result);
  return { exit: EXIT.done, lines: [...lines, ...added.lines], data: { ...data, ...added.data } };
}
