import type { Command } from "./automation/commands/command";
import { completion } from "./automation/commands/completion";
import { COMMANDS } from "./automation/commands/table";
import { run } from "./automation/main";
import { composeDriver } from "./composition";
import type { ExitCode } from "./model/errors";
import { rehearse } from "./rehearsal/pipeline/command";

const COMPLETED = [...COMMANDS, rehearse];
/** All commands, in the order in which a new user needs them. */
export const ALL_COMMANDS: readonly Command[] = [...COMPLETED, completion(COMPLETED)];

export async function main(argv: readonly string[]): Promise<ExitCode> {
  return run(argv, await composeDriver(), ALL_COMMANDS);
}
