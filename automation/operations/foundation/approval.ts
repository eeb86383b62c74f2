import type { Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import type { Context } from "../../commands/command";
import type { Change } from "../../engine/changes/change";
import { summarize } from "../../ui/changes";

/** Asks for approval of the changes of a foundation. @throws DeployError DECLINED, APPROVAL_NEEDED without a terminal */
export async function approveFoundation(
  { terminal }: Context,
  { owner }: Foundation,
  changes: readonly Change[],
  retryCommand: string,
): Promise<void> {
  if (!terminal.interactive) {
    throw new DeployError(
      "APPROVAL_NEEDED",
      `The changes of the account need an approval (${summarize(changes)}), and there is no terminal to ask on. Nothing was changed.`,
      `Approve them on the command line: \`${retryCommand} --yes\`.`,
    );
  }
  if (await terminal.confirm(`Apply this to account ${owner.account} in ${owner.region} (${summarize(changes)})?`))
    return;
  throw new DeployError(
    "DECLINED",
    `Not bootstrapped: account ${owner.account} is unchanged.`,
    `See what is missing: \`bin/deploy doctor ${owner.name}\`.`,
  );
}
