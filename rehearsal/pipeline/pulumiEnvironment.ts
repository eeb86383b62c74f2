import { join } from "node:path";
import { engineVariables } from "../../automation/engine/stack/engineEnvironment";
import { stateBackend } from "../../automation/engine/state/stateBackend";
import { pulumiExecutable } from "../../automation/engine/stageEngine";
import type { Context } from "../../automation/commands/command";
import { REHEARSAL_ENDPOINT } from "../../automation/plain/plainSession";
import { pulumiSearchPath } from "../../automation/plain/searchPath";
import { openSession } from "../../automation/session";
import type { AttachedProvider } from "../../automation/wiring";
import { DeployError } from "../../model/errors";
import type { Rehearsal } from "../rehearsal";

/** Variables of a shell; null: unset. */
export type ShellVariables = Readonly<Record<string, string | null>>;

/**
 * What `pulumi` needs to work on a stage of the running rehearsal: local AWS, provider, state and passphrase.
 * @throws DeployError EMULATOR_NOT_RUNNING, STAGE_UNKNOWN, PROVIDER_START
 */
export async function pulumiEnvironment(
  context: Context,
  rehearsal: Rehearsal,
  stageName: string,
): Promise<ShellVariables> {
  const inRehearsal: Context = { ...context, options: { ...context.options, rehearsal: true } };
  const { stage, target } = await openSession(
    inRehearsal,
    stageName,
    // A shell's variables are used for longer than a session of a role lasts.
    "administrator",
  );
  if (target.kind !== "rehearsal") throw new DeployError("INTERNAL", "The session is not in the rehearsal.", "");
  const { root } = context.wiring;
  const [state, pulumi] = await Promise.all([stateBackend(root, stage, target), pulumiExecutable(context)]);
  const { endpoint, account, region } = target;
  const isOffline = stage.rehearsal?.provider === "offline";
  const port = isOffline ? await rehearsal.attachedProvider({ endpoint, account, region }) : null;
  const providers: readonly AttachedProvider[] =
    port === null ? [] : [{ package: "aws", port, stop: () => Promise.resolve() }];
  const variables = engineVariables({ target, state, providers }, {});
  return {
    ...variables,
    // Update plans, which the driver needs.
    PULUMI_EXPERIMENTAL: null,
    // Its private file instead.
    PULUMI_CONFIG_PASSPHRASE: null,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(root, ".rehearsal", "passphrase"),
    PULUMI_BACKEND_URL: state.url,
    ...(state.home === undefined ? {} : { PULUMI_HOME: state.home }),
    [REHEARSAL_ENDPOINT]: endpoint,
    PATH: await pulumiSearchPath(pulumi, join(root, "rehearsal", "languageHost", "bin")),
  };
}

/** Commands of a POSIX shell. */
export function shellLines(variables: ShellVariables): readonly string[] {
  return Object.entries(variables).map(([name, value]) =>
    value === null ? `unset ${name}` : `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
}
