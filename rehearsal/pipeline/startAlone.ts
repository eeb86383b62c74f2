import { EXIT } from "../../model/errors";
import type { CommandResult, Context } from "../../automation/commands/command";
import { readStage } from "../../automation/session";
import type { StartedEmulator } from "../ministack/emulator";
import type { Rehearsal } from "../rehearsal";
import type { StartedDocument } from "./document";

/** What is true of the emulator's data, and the next command. */
const NEXT: Readonly<Record<StartedEmulator["origin"], readonly string[]>> = {
  found: ["It was already running."],
  fresh: ["It has no data. Deploy a stage: `bin/deploy rehearse --stages dev`"],
  resumed: ["It has the data of its last run. See it: `bin/deploy status --rehearsal`"],
  recovered: [
    "Its last run crashed, and changes of its last seconds may be lost.",
    "Compare each stage with its state: `bin/deploy refresh dev --rehearsal`",
  ],
};

/** Starts the local AWS, and deploys nothing. */
export async function startAlone(context: Context, rehearsal: Rehearsal): Promise<CommandResult> {
  const { account } = await readStage(context.wiring.root, "dev");
  const report = (line: string): void => {
    context.terminal.note(line);
  };
  const { endpoint, log, origin } = await rehearsal.start({ account, report });
  return {
    exit: EXIT.done,
    lines: [`The local AWS (emulated by MiniStack) runs at ${endpoint}, log in ${log}.`, ...NEXT[origin]],
    data: { endpoint, origin } satisfies StartedDocument,
  };
}
