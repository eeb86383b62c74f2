import { engineEnvironment, type AwsTarget } from "../../aws/target";
import { withheld } from "../../processEnvironment";
import type { AttachedProvider } from "../../wiring";
import type { StateBackend } from "../state/stateBackend";

export interface EngineEnvironmentRequest {
  readonly target: AwsTarget;
  readonly state: StateBackend;
  /** Running providers that replace those that the engine would start. @default none */
  readonly providers?: readonly AttachedProvider[];
}

/**
 * Environment variables for the engine's process. The Automation API adds them to the driver's whole environment, so
 * variables that must not reach the engine are set to undefined.
 */
export function engineVariables(
  { target, state, providers = [] }: EngineEnvironmentRequest,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const own = { ...engineEnvironment(target), ...state.environment, ...engineOptions(providers) };
  const profile = target.kind === "aws" ? target.profile : undefined;
  // The SDK's type allows only strings; a process does not get a variable that is undefined.
  return { ...withheld(inherited, profile), ...own } as Record<string, string>;
}

function engineOptions(providers: readonly AttachedProvider[]): Record<string, string> {
  return {
    // Update plans: `up` applies only what was previewed.
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state contains its encrypted key. The stack's settings do too, but they are in a temporary folder.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    ...(providers.length === 0
      ? {}
      : {
          PULUMI_DEBUG_PROVIDERS: providers.map(({ package: name, port }) => `${name}:${String(port)}`).join(","),
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        }),
  };
}
