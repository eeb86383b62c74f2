import { DeployError, EXIT } from "../../../model/errors";
import { encryptionOf, keyFor } from "../../backup/external/ageKey";
import { unpackArchive } from "../../backup/external/archive";
import { textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import { requireFile } from "./export";
import type { OpenedExportDocument } from "../../documents/recovery";

/** Unpacks an exported set into a new folder. Calls nothing. */
export async function openExport({ terminal }: Context, options: CommandOptions): Promise<CommandResult> {
  const file = requireFile(textOption(options, "file"));
  const folder = textOption(options, "into");
  if (folder === undefined)
    throw new DeployError("USAGE", "The folder to unpack into is missing.", "Name a new one: --into <folder>.");
  const kind = await encryptionOf(file);
  if (kind === null)
    throw new DeployError(
      "SECRETS_INPUT",
      `${file} is not encrypted by age. Nothing was written.`,
      "Name a file that `bin/deploy dr export` has written.",
    );
  const key = await keyFor(file, kind, textOption(options, "identity"), terminal.interactive);
  const names = await unpackArchive(file, key, folder);
  return {
    exit: EXIT.done,
    lines: [
      `Unpacked ${file} into ${folder}: ${names.join(", ")}`,
      "It contains secrets: delete the folder when you no longer need it.",
    ],
    data: { file, folder, files: names } satisfies OpenedExportDocument,
  };
}
