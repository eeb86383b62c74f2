import type { Stack } from "@pulumi/pulumi/automation";
import { ENGINE_PARALLEL } from "../../../model/limits/requestSettings";
import { engineSignal } from "../../interrupt";
import type { EventSink, RunOptions } from "./runResult";

/** `showSecrets: false`: otherwise the SDK decrypts the secrets of the run's summary, which is not used. Outputs keep theirs. */
const QUIET_OPTIONS = { color: "never", suppressOutputs: true, suppressProgress: true, showSecrets: false } as const;

export function runSettings({ signal }: RunOptions, onEvent: EventSink): typeof QUIET_OPTIONS & RunSettings {
  const forwarded = engineSignal(signal);
  return {
    ...QUIET_OPTIONS,
    parallel: ENGINE_PARALLEL,
    onEvent,
    ...(forwarded === undefined ? {} : { signal: forwarded }),
  };
}

interface RunSettings {
  readonly parallel: number;
  readonly onEvent: EventSink;
  readonly signal?: AbortSignal;
}

/** The engine saves its state once, at the end of the run: otherwise it writes the whole state twice for each operation. */
export async function withoutCheckpoints<T>({ workspace }: Stack, run: () => Promise<T>): Promise<T> {
  const { envVars } = workspace;
  workspace.envVars = { ...envVars, PULUMI_SKIP_CHECKPOINTS: "true" };
  try {
    return await run();
  } finally {
    workspace.envVars = envVars;
  }
}
