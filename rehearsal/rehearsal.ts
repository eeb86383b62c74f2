import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { DeployError } from "../model/errors";
import {
  emulatorStatus,
  resetEmulator,
  startEmulator,
  stopEmulator,
  type Emulator,
  type StartedEmulator,
} from "./ministack/emulator";
import { readEgress, type EgressReport } from "./ministack/egressReport";
import { readViolations, type ViolationReport } from "./ministack/violationReport";
import {
  ensureDetachedProvider,
  stopDetachedProviders,
  type DetachedProviderOptions,
} from "./provider/detachedProvider";
import { faultsSchema } from "./provider/aws/faults";
import { startProvider, type RunningProvider } from "./provider/process";

/** Opens the project's rehearsal: an AWS on this machine, and the provider through which the engine reaches it. */
export function openRehearsal(root: string): Rehearsal {
  const home = join(root, ".rehearsal");
  return {
    start: ({ account, report }) => startEmulator({ root, home, account, report: { line: report } }),
    running: () => emulatorStatus(home),
    stop: async () => {
      await stopDetachedProviders(home);
      return stopEmulator(home);
    },
    reset: async () => {
      await stopDetachedProviders(home);
      await resetEmulator(home);
      // The engine's state tells of resources that are gone with the emulator's data.
      await rm(join(home, "state"), { recursive: true, force: true });
    },
    egress: async () => {
      const emulator = await emulatorStatus(home);
      return emulator === null ? null : readEgress(emulator.endpoint);
    },
    violations: async () => {
      const emulator = await emulatorStatus(home);
      return emulator === null ? null : readViolations(emulator.endpoint);
    },
    attachedProvider: (options) => ensureDetachedProvider(home, options),
    startProvider: async ({ endpoint, account, region, faults }) =>
      startProvider({
        endpoint,
        account,
        region,
        ...(faults === undefined ? {} : { faults: await readFaults(faults) }),
      }),
  };
}

/** The local AWS: what the driver uses of it, and what only the rehearsal does. */
export interface Rehearsal {
  /** @param request.account whose APIs a plain HTTP request reaches */
  start(request: { readonly account: string; readonly report: (line: string) => void }): Promise<StartedEmulator>;
  /** The emulator that runs now, or null. Starts nothing. */
  running(): Promise<Emulator | null>;
  stop(): Promise<boolean>;
  reset(): Promise<void>;
  /** Null where the emulator does not report it: one that an older version of this program started. */
  egress(): Promise<EgressReport | null>;
  /** Null where the emulator does not report it, or holds no requests to the models. */
  violations(): Promise<ViolationReport | null>;
  /** The port of a provider that keeps running until `stop`. @throws DeployError PROVIDER_START */
  attachedProvider(options: DetachedProviderOptions): Promise<number>;
  startProvider(request: {
    readonly endpoint: string;
    readonly account: string;
    readonly region: string;
    /** File of faults to inject. */
    readonly faults?: string;
  }): Promise<RunningProvider>;
}

async function readFaults(file: string): Promise<z.input<typeof faultsSchema>> {
  try {
    return faultsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new DeployError(
      "CONFIG_INVALID",
      `The faults in ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Mend the file, or unset LISTBACKUP_FAULTS.",
    );
  }
}
