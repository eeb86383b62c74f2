import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Stage } from "../../model/stage/stage";
import { DeployError } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { optionOfAnotherAction, requireActionOptions, type ActionOption } from "./actionOptions";
import { textOption, type Command, type CommandOptions, type CommandResult, type Context } from "./command";
import { DEPLOYMENT_OPTIONS } from "./deploymentCommand";

const ACTIONS = ["list", "init", "set", "check", "rotate"] as const;
type Action = (typeof ACTIONS)[number];

/** Options of a deployment that a rotation has: it deletes and replaces nothing. */
const ROTATION_OPTIONS = DEPLOYMENT_OPTIONS.filter(([flags]) => !flags.startsWith("--allow-"));

/** Creates, lists, checks, changes and rotates the parameters and secrets that functions read. Values are never printed. */
export const secrets: Command = {
  name: "secrets",
  summary: "list, create, check, rotate parameters",
  description:
    "list shows the parameters and secrets of a stage with version, age and readers; init creates the missing ones; set changes one; check finds what is missing, malformed or too old; rotate replaces one, and deploys the functions that read it. Values are never printed, and never given as arguments.",
  args: "<action> <stage> [name]",
  actions: { all: ACTIONS, default: null },
  options: [
    [
      "--from-file <file>",
      "init, set, rotate: values by name (YAML, JSON or NAME=value lines): /listbackup/x, secret:NAME, secret:NAME#key; may be encrypted by age, as `dr export` writes it",
    ],
    ["--identity <file>", "init, set, rotate: private key of age that decrypts the file"],
    ["--undo", "rotate: bring the value before the current one back"],
    ...ROTATION_OPTIONS.map(([flags, description, kind]) => {
      const text = `rotate: ${flags.startsWith("--override") ? "freeze, overlap: rotate although it is refused; recorded" : description}`;
      return kind === undefined ? ([flags, text] as const) : ([flags, text, kind] as const);
    }),
  ],
  examples: [
    "bin/deploy secrets list production",
    "bin/deploy secrets init dev --from-file parameters.yaml",
    "bin/deploy secrets set dev /listbackup/stripe-secret-key < key.txt",
    "bin/deploy secrets rotate production /listbackup/jwt-secret",
    "bin/deploy secrets rotate production /listbackup/jwt-secret --undo",
  ],
  async run(context, [actionName = "", stageName, name], options): Promise<CommandResult> {
    requireKnownNames("action", [actionName], ACTIONS);
    const action = actionName as Action;
    if (NAMED_ACTIONS.includes(action) !== (name !== undefined)) throw nameError(action, name !== undefined);
    requireOptionsOf(action, options);
    const file = textOption(options, "fromFile");
    // What can be checked without AWS is checked first.
    const given = file === undefined ? null : { file, values: await valuesOf(context, file, options) };
    const { openSession } = await import("../session");
    const { parseStageName } = await import("../../model/stage/name");
    const { requireAccount } = await import("../aws/account/identity");
    const { readProjectCatalog } = await import("../catalog/loadCatalog");
    const catalog = await readProjectCatalog(context.wiring.root);
    await requireKnownEntry(action, { name: parseStageName(stageName ?? "") }, catalog, name ?? "");
    const session = await openSession(context, stageName);
    await requireAccount(session.target);
    switch (action) {
      case "list":
        return (await import("./secrets/list")).list(context, session, catalog);
      case "init":
        return (await import("./secrets/init")).init(context, session, catalog, given?.values ?? {});
      case "set":
        return (await import("./secrets/set")).setOne(context, session, catalog, name ?? "", given);
      case "check":
        return (await import("./secrets/check")).check(context, session, catalog);
      case "rotate":
        return (await import("./secrets/rotate")).rotate(context, session, catalog, name ?? "", given, options);
    }
  },
};

/** Values of a file, which may be encrypted. @throws DeployError SECRETS_INPUT */
async function valuesOf(
  { wiring, terminal }: Context,
  file: string,
  options: CommandOptions,
): Promise<Readonly<Record<string, string>>> {
  const { encryptionOf, keyFor } = await import("../backup/external/ageKey");
  const kind = await encryptionOf(file);
  if (kind === null) return (await import("../secrets/input")).readValues(file);
  const key = await keyFor(file, kind, textOption(options, "identity"), terminal.interactive);
  const { encryptedValues } = await import("../backup/external/encryptedValues");
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  return encryptedValues(file, key, await readProjectCatalog(wiring.root));
}

const NAMED_ACTIONS: readonly Action[] = ["set", "rotate"];

/** Before any call of AWS. @throws DeployError USAGE */
async function requireKnownEntry(
  action: Action,
  stage: Pick<Stage, "name">,
  catalog: Catalog,
  name: string,
): Promise<void> {
  if (action === "set") (await import("../secrets/set")).settableEntry(stage, catalog, name);
  if (action === "rotate") (await import("../secrets/rotation/prepare")).rotatableEntry(stage, catalog, name);
}

/** Actions of the options that not all actions have, by their name in `options`. */
const OPTION_ACTIONS: readonly ActionOption<Action>[] = [
  ["fromFile", "--from-file", ["init", "set", "rotate"]],
  ["identity", "--identity", ["init", "set", "rotate"]],
  ["undo", "--undo", ["rotate"]],
  ["yes", "--yes", ["rotate"]],
  ["reason", "--reason", ["rotate"]],
  ["dryRun", "--dry-run", ["rotate"]],
  ["override", "--override", ["rotate"]],
];

function requireOptionsOf(action: Action, options: CommandOptions): void {
  requireActionOptions("secrets", action, OPTION_ACTIONS, options);
  // An option that the command has by default counts only where it is off.
  if (options["rollback"] === false && action !== "rotate")
    throw optionOfAnotherAction("secrets", action, ["rollback", "--no-rollback", ["rotate"]]);
  if (options["undo"] === true && options["fromFile"] !== undefined)
    throw new DeployError(
      "USAGE",
      "--undo brings back the value before, so it takes no --from-file.",
      "Leave one of them out.",
    );
}

function nameError(action: Action, isGiven: boolean): DeployError {
  return isGiven
    ? new DeployError(
        "USAGE",
        `\`secrets ${action}\` takes no name.`,
        "To change one: `bin/deploy secrets set <stage> <name>`.",
      )
    : new DeployError(
        "USAGE",
        `\`secrets ${action}\` needs the name of the parameter or secret.`,
        "List the names: `bin/deploy secrets list <stage>`.",
      );
}
