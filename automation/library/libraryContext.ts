import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { resolveProfile } from "../aws/profile";
import type { Context } from "../commands/command";
import type { DeploymentHooks } from "../deployment/hooks";
import { fromAws, unexpected } from "../translateError";
import { completeCommands } from "../ui/suggestedCommands";
import type { Wiring } from "../wiring";
import { eventTerminal } from "./eventTerminal";
import type { StageEvent, StageOptions } from "./options";

/** What the calls of one stage share. */
export interface LibraryContext {
  /** The context of one call. */
  readonly context: (hooks?: DeploymentHooks) => Context;
  /** Runs a call, and translates its errors. @throws DeployError */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
}

export async function libraryContext(wiring: Wiring, stage: StageName, options: StageOptions): Promise<LibraryContext> {
  const { rehearsal = false, signal = new AbortController().signal } = options;
  const named = options.profile ?? process.env["AWS_PROFILE"] ?? "";
  const profile = await resolveProfile(named.trim() === "" ? null : named);
  const onEvent = guarded(options.onEvent);
  const terminal = eventTerminal(onEvent);
  const invocation = { stage, rehearsal, profile: options.profile ?? null, awsProfile: profile };
  return {
    context: (hooks = {}) => ({
      wiring,
      options: { profile, rehearsal, json: true, quiet: false, verbose: false },
      terminal,
      signal,
      hooks: { ...hooks, onEvent },
    }),
    call: async (work) => {
      try {
        return await work();
      } catch (error) {
        const translated = await fromAws(error);
        const { code, what, remedy, details } = translated instanceof DeployError ? translated : unexpected(error);
        const complete = (text: string): string => completeCommands(text, invocation);
        throw new DeployError(code, complete(what), complete(remedy), { details, cause: error });
      }
    },
  };
}

/** A listener that fails must not end a deployment. Only its first failure is reported. */
function guarded(listener: StageOptions["onEvent"]): (event: StageEvent) => void {
  if (listener === undefined) return () => undefined;
  let hasFailed = false;
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      if (!hasFailed) process.emitWarning(`A listener of deployment events failed: ${String(error)}`);
      hasFailed = true;
    }
  };
}
