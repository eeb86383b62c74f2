import { DeployError, EXIT } from "../../model/errors";
import { count } from "../ui/duration";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { requireKnownNames } from "../../model/knownNames";
import type { Session } from "../session";
import { textOption, type Command, type CommandResult, type Context } from "./command";

const ACTIONS = ["list", "init", "set", "check"] as const;

/** Creates, changes and checks the parameters and secrets that functions read. Values are never printed. */
export const secrets: Command = {
  name: "secrets",
  summary: "list, create, change, check parameters",
  description:
    "list shows the parameters and secrets of a stage with version, age and readers; init creates the missing ones, set changes one, check lists which exist. Values are never printed.",
  args: "<action> <stage> [name]",
  actions: { all: ACTIONS, default: null },
  options: [
    [
      "--from-file <file>",
      "values by name (YAML, JSON or NAME=value lines): /listbackup/x, secret:NAME, secret:NAME#key",
    ],
  ],
  examples: [
    "bin/deploy secrets list production",
    "bin/deploy secrets check staging",
    "bin/deploy secrets init dev --from-file parameters.yaml",
    "bin/deploy secrets set dev /listbackup/ses-from-email",
    "bin/deploy secrets set dev /listbackup/stripe-secret-key < key.txt",
  ],
  async run(context, [action = "", stageName, name], options): Promise<CommandResult> {
    requireKnownNames("action", [action], ACTIONS);
    if ((action === "set") !== (name !== undefined)) throw nameError(action, name);
    const file = textOption(options, "fromFile");
    if ((action === "check" || action === "list") && file !== undefined) throw fileError(action);
    const { readValues } = await import("../secrets/input");
    // What can be checked without AWS is checked first.
    const values = file === undefined ? null : { file, values: await readValues(file) };
    const { openSession } = await import("../session");
    const { requireAccount } = await import("../aws/account/identity");
    const { readProjectCatalog } = await import("../catalog/loadCatalog");
    const session = await openSession(context, stageName);
    const { target, stage } = session;
    const catalog = await readProjectCatalog(context.wiring.root);
    if (name !== undefined) (await import("../secrets/set")).settableEntry(stage, catalog, name);
    await requireAccount(target);
    if (name !== undefined) return setOne(context, session, catalog, name, values);
    if (action === "list") return list(context, session, catalog);
    if (action === "init") return init(context, session, catalog, values?.values ?? {});
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

async function list({ terminal }: Context, { target, stage }: Session, catalog: Catalog): Promise<CommandResult> {
  const { listSecrets } = await import("../secrets/list");
  const { secretTable } = await import("../ui/secrets");
  const entries = await listSecrets(target, stage, catalog, new Date());
  return {
    exit: EXIT.done,
    lines: secretTable(entries, terminal.colors),
    data: { stage: stage.name, entries },
  };
}

/** Values that were read from a file. */
interface GivenValues {
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
}

function fileError(action: string): DeployError {
  return new DeployError(
    "USAGE",
    `\`secrets ${action}\` takes no --from-file.`,
    "Leave it out, or create what is missing: `bin/deploy secrets init <stage> --from-file <file>`.",
  );
}

function nameError(action: string, name: string | undefined): DeployError {
  return name === undefined
    ? new DeployError(
        "USAGE",
        "`secrets set` needs the name of the parameter or secret.",
        "List the names: `bin/deploy secrets check <stage>`.",
      )
    : new DeployError(
        "USAGE",
        `\`secrets ${action}\` takes no name.`,
        "To change one: `bin/deploy secrets set <stage> <name>`.",
      );
}

async function init(
  context: Context,
  { target, stage }: Session,
  catalog: Catalog,
  values: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const { askForValue } = await import("../secrets/input");
  const { initSecrets } = await import("../secrets/init");
  const { entriesOf } = await import("../secrets/check");
  const { checkValues } = await import("../secrets/values");
  const { nameOnStage } = await import("../../model/parameterName");
  const onStage = Object.entries(values).map(([given, value]) => [nameOnStage(given, stage), value] as const);
  checkValues(entriesOf(stage, catalog), Object.fromEntries(onStage));
  const { created, unchanged: kept } = await initSecrets({
    target,
    stage,
    catalog,
    values,
    ...(context.terminal.interactive ? { ask: askForValue } : {}),
    beforeAsking: (missing) => {
      const required = missing.filter(({ kind }) => kind === "required").length;
      context.terminal.warn(
        `${count(missing.length, "value")} missing on ${stage.name}: ${String(required)} required, ${String(missing.length - required)} optional. Your input is not shown.`,
      );
    },
    report: (line: string) => {
      context.terminal.note(line);
    },
  });
  const unchanged = kept.map(
    (one) => `  ${one} exists and was not changed. Change it: \`bin/deploy secrets set ${stage.name} ${one}\``,
  );
  return {
    exit: EXIT.done,
    lines: [
      `${stage.name}: ${count(created.length, "value")} created`,
      ...created.map((one) => `  ${one}`),
      ...unchanged,
    ],
    data: { stage: stage.name, created, kept },
  };
}

/** Takes the value from a prompt, standard input or a file; never from an argument, which other users could see. */
async function setOne(
  { terminal }: Context,
  { target, stage }: Session,
  catalog: Catalog,
  name: string,
  given: GivenValues | null,
): Promise<CommandResult> {
  const { setSecret, settableEntry } = await import("../secrets/set");
  const { readersOf } = await import("../../model/catalog/secretReaders");
  const { askForValue, readStandardInput } = await import("../secrets/input");
  const { entry, part } = settableEntry(stage, catalog, name);
  const ask = (): Promise<string> =>
    terminal.interactive ? askForValue({ ...entry, kind: "required" }, part) : readStandardInput();
  const value = given === null ? await ask() : valueIn(given, name, part);
  const { before, after } = await setSecret({ target, stage, entry, part, value });
  const readers = readersOf(stage, catalog, entry);
  return {
    exit: EXIT.done,
    lines: [
      `${part} of ${stage.name}: ${before === null ? "created" : `version ${before} before`}, version ${after} now`,
      readers.length === 0
        ? "No function reads it."
        : `Functions that may read it (${String(readers.length)}): ${readers.join(", ")}`,
      `Running instances of these functions keep the old value until Lambda starts new ones. A deployment that changes a function starts new ones: \`bin/deploy up ${stage.name}\`.`,
    ],
    data: { stage: stage.name, name: part, before, after, readers },
  };
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
