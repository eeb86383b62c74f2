import { DeployError } from "../../../model/errors";
import type { Entry } from "../../secrets/entry";
import { askForValue, readStandardInput } from "../../secrets/input";
import type { Context } from "../command";

/** Values that were read from a file. */
export interface GivenValues {
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
}

interface NamedPart {
  readonly entry: Entry;
  /** On the stage. */
  readonly part: string;
  /** As it was given: `{stage}` is not replaced. */
  readonly name: string;
}

/**
 * The value from a prompt, standard input or a file; never from an argument, which other users could see.
 * @throws DeployError SECRETS_INPUT where there is none
 */
export async function givenValue(
  { terminal }: Pick<Context, "terminal">,
  { entry, part, name }: NamedPart,
  given: GivenValues | null,
): Promise<string> {
  if (given !== null) return valueIn(given, name, part);
  if (terminal.interactive) return askForValue({ ...entry, kind: "required" }, part);
  const value = await readStandardInput();
  if (value !== "") return value;
  throw new DeployError(
    "SECRETS_INPUT",
    `No value for ${part}: there is no terminal to ask on, and standard input is empty. Nothing was changed.`,
    `Pass it on standard input (\`… < file\`) or with \`--from-file <file>\`.`,
  );
}

function valueIn({ file, values }: GivenValues, name: string, part: string): string {
  const value = new Map(Object.entries(values)).get(name) ?? new Map(Object.entries(values)).get(part);
  if (value !== undefined) return value;
  throw new DeployError(
    "SECRETS_INPUT",
    `${file} has no value for ${part}. Nothing was changed.`,
    `Add a line: \`${part}: "…"\`.`,
  );
}
