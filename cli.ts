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

/** @param beforeEngine called before Pulumi's SDK is loaded, which takes much memory */
export async function main(argv: readonly string[], beforeEngine?: () => void): Promise<ExitCode> {
  return run(
    argv,
    { ...(await composeDriver()), ...(beforeEngine === undefined ? {} : { beforeEngine }) },
    ALL_COMMANDS,
  );
}
