import { DeployError } from "../../../model/errors";
import { parseStageName, type StageName } from "../../../model/stage/name";
import { recoveryStageName } from "../../../model/stage/recoveryStage";
import { parseTime } from "../../../model/time";
import type { AgeKey } from "../../backup/encryption/ageFile";
import { identityFile } from "../../backup/external/ageKey";
import { planRestore } from "../../deployment/plans/restore";
import { acceptRestore } from "../../deployment/steps/backupSet";
import { retryCommandOf } from "../../deployment/repeatedOptions";
import type { WantedSet } from "../../restore/request";
import { readStage } from "../../session";
import { textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import { deployAs, deployRequest } from "../deploymentCommand";
import type { RestoreDocument } from "../../documents/recovery";

/** Deploys the release of a backup set with its data. */
export async function restore(
  context: Context,
  sourceName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const source = parseStageName(sourceName ?? "");
  const from = wantedSet(source, textOption(options, "from"));
  const to = await targetStage(context, source, options);
  const identity = textOption(options, "identity");
  const request = { ...(await deployRequest(context, to, options)), verify: true };
  const words = (set: string): readonly string[] => [
    "bin/deploy dr restore",
    source,
    ...["--from", set, "--to", to],
    ...(isConfirmed(to) ? ["--confirm", to] : []),
    ...(identity === undefined ? [] : ["--identity", identity]),
  ];
  // Before the first request to AWS.
  acceptRestore(
    await readStage(context.wiring.root, source),
    request,
    words(textOption(options, "from") ?? "").join(" "),
  );
  const command = (set: number): string => retryCommandOf(words(String(set)), context.options, request);
  const plan = planRestore(request, {
    source,
    from,
    key: await readKey(identity),
    command,
  });
  const set = from.kind === "id" ? String(from.id) : String(from.time);
  const result = deployAs(context, request, plan, options, words(set), ({ deployment }) => {
    const restored = deployment.record?.restored ?? null;
    const users = restored?.users ?? 0;
    return {
      lines: [
        `Restored from set ${String(deployment.restoring?.set.id)} of ${source}; each item was compared with it.`,
        ...(users === 0
          ? []
          : ["Users have no password here: each sets one with “forgot password”, and sets up MFA again."]),
      ],
      data: { set: deployment.restoring?.set.id ?? null, restored } satisfies Pick<RestoreDocument, "set" | "restored">,
    };
  });
  return result.catch((error: unknown) => {
    throw error instanceof DeployError ? withStages(error, source, to) : error;
  });
}

/** Messages of a deployment name the stage that is deployed, which is not that of the command. */
function withStages(error: DeployError, source: StageName, to: StageName): DeployError {
  const remedy = error.remedy.replaceAll("dr list <stage>", `dr list ${source}`).replaceAll("<stage>", to);
  return new DeployError(error.code, error.what, remedy, { cause: error.cause, details: error.details });
}

/** @throws DeployError USAGE */
function wantedSet(source: StageName, text: string | undefined): WantedSet {
  if (text === undefined)
    throw new DeployError(
      "USAGE",
      "`dr restore` needs the backup set to restore: --from. Nothing was changed.",
      `Give a set's id, or a time. List the sets: \`bin/deploy dr list ${source}\`.`,
    );
  if (/^\d+$/.test(text)) return { kind: "id", id: Number(text) };
  const time = parseTime(text, { option: "--from", direction: "past", now: Date.now() });
  return { kind: "time", time: Math.floor(time / 1_000) };
}

/** Production serves customers: its name has to be given twice. @throws DeployError USAGE, PROTECTED */
async function targetStage({ wiring }: Context, source: StageName, options: CommandOptions): Promise<StageName> {
  const named = textOption(options, "to");
  const to = named === undefined ? recoveryStageName(await readStage(wiring.root, source)) : parseStageName(named);
  if (to === null)
    throw new DeployError(
      "USAGE",
      `${source} has no recovery stage. Nothing was changed.`,
      "Name the stage to restore to: --to <stage>.",
    );
  const confirmed = textOption(options, "confirm");
  if (isConfirmed(to) ? confirmed === to : confirmed === undefined || confirmed === to) return to;
  throw new DeployError(
    "PROTECTED",
    confirmed === undefined
      ? `A restore to ${to} needs its name twice. Nothing was changed.`
      : `--confirm ${confirmed} is not the target, ${to}. Nothing was changed.`,
    `If ${to} is the stage that you mean: --to ${to} --confirm ${to}.`,
  );
}

function isConfirmed(to: StageName): boolean {
  return to === "production";
}

/** @throws DeployError SECRETS_INPUT */
export async function readKey(file: string | undefined): Promise<AgeKey | null> {
  return file === undefined ? null : identityFile(file);
}
