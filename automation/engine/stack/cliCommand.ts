import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** What the SDK exports without declaring it. */
interface VersionParser {
  parseAndValidatePulumiVersion(oldest: unknown, current: string, isAnyAccepted: boolean): PulumiCommand["version"];
}

/**
 * The CLI as the Automation API calls it. Where its version is known, this saves `pulumi version`, a third of a second.
 * @param executable path of the CLI
 * @param known `3.259.0`, which the search for the CLI has accepted; undefined: the CLI is asked
 */
export async function cliCommand(executable: string, known: string | undefined): Promise<PulumiCommand> {
  const { PulumiCommand } = await import("@pulumi/pulumi/automation");
  const folder = dirname(executable);
  // The Automation API looks for the CLI in <root>/bin and in PATH only.
  const isInRoot = basename(folder) === "bin";
  if (known === undefined) return isInRoot ? PulumiCommand.get({ root: dirname(folder) }) : PulumiCommand.get();
  const { parseAndValidatePulumiVersion } = createRequire(__filename)("@pulumi/pulumi/automation/cmd") as VersionParser;
  const version = parseAndValidatePulumiVersion(undefined, known, true);
  // The SDK declares its constructor as private.
  return Reflect.construct(PulumiCommand, [isInRoot ? executable : "pulumi", version]) as PulumiCommand;
}
