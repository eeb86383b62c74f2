import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DeployError } from "../model/errors";
import type { FaultRuleInput } from "./provider/aws/faults";
import type { StartedEmulator } from "./ministack/emulator";
import { emulatorStatus, type Emulator } from "./ministack/runningEmulator";
import type { EgressReport } from "./ministack/egressReport";
import type { AccessReport } from "./ministack/accessReport";
import type { ViolationReport } from "./ministack/violationReport";
import type { DetachedProviderOptions } from "./provider/detachedProvider";
import { startAwsxProvider, startProvider, type ProviderSession, type RunningProvider } from "./provider/process";

/**
 * Opens the project's rehearsal: the local AWS, and the offline provider that the engine uses. Most commands only ask where it
 * runs; what others need is loaded with them.
 */
export function openRehearsal(root: string): Rehearsal {
  const home = join(root, ".rehearsal");
  return {
    start: async ({ account, report }) => {
      const { startEmulator } = await import("./ministack/emulator");
      return startEmulator({ root, home, account, report: { line: report } });
    },
    running: () => emulatorStatus(home),
    stop: async () => {
      const { stopDetachedProviders } = await import("./provider/detachedProvider");
      const { stopEmulator } = await import("./ministack/emulator");
      await stopDetachedProviders(home);
      return stopEmulator(home);
    },
    reset: async () => {
      const { stopDetachedProviders } = await import("./provider/detachedProvider");
      const { resetEmulator } = await import("./ministack/emulator");
      await stopDetachedProviders(home);
      await resetEmulator(home);
      // The Pulumi state would refer to resources that were deleted with the emulator's data.
      await rm(join(home, "state"), { recursive: true, force: true });
    },
    egress: async () => {
      const { readEgress } = await import("./ministack/egressReport");
      const emulator = await emulatorStatus(home);
      return emulator === null ? null : readEgress(emulator.endpoint);
    },
    access: async () => {
      const { readAccess } = await import("./ministack/accessReport");
      const emulator = await emulatorStatus(home);
      return emulator === null ? null : readAccess(emulator.endpoint);
    },
    violations: async () => {
      const { readViolations } = await import("./ministack/violationReport");
      const emulator = await emulatorStatus(home);
      return emulator === null ? null : readViolations(emulator.endpoint);
    },
    attachedProvider: async (options) => {
      const { ensureDetachedProvider } = await import("./provider/detachedProvider");
      return ensureDetachedProvider(home, options);
    },
    startProvider: async ({ endpoint, account, region, session, faults, rates }) =>
      startProvider({
        endpoint,
        account,
        region,
        ...(session === undefined ? {} : { session }),
        ...(faults === undefined ? {} : { faults: await readFaults(faults) }),
        ...(rates === undefined ? {} : { rates }),
      }),
    startAwsxProvider,
  };
}

/** The local AWS, for the driver and for the `rehearse` command. */
export interface Rehearsal {
  /** @param request.account the account of plain HTTP requests */
  start(request: { readonly account: string; readonly report: (line: string) => void }): Promise<StartedEmulator>;
  /** The running emulator, or null. Starts nothing. */
  running(): Promise<Emulator | null>;
  stop(): Promise<boolean>;
  reset(): Promise<void>;
  /** Null where the emulator has no report, because an older version of this program started it. */
  egress(): Promise<EgressReport | null>;
  /** Null where the emulator does not hold roles to their permissions. */
  access(): Promise<AccessReport | null>;
  /** Null where the emulator has no report, or does not check requests. */
  violations(): Promise<ViolationReport | null>;
  /** The port of a provider that keeps running until `stop`. @throws DeployError PROVIDER_START */
  attachedProvider(options: DetachedProviderOptions): Promise<number>;
  startProvider(request: {
    readonly endpoint: string;
    readonly account: string;
    readonly region: string;
    /** Credentials that it signs with. @default those of the account's root */
    readonly session?: ProviderSession;
    /** File of faults to inject. */
    readonly faults?: string;
    /** Seconds of AWS in a second of this machine. @default rates and latencies of AWS are not emulated */
    readonly rates?: number;
  }): Promise<RunningProvider>;
  startAwsxProvider(): Promise<RunningProvider>;
}

async function readFaults(file: string): Promise<readonly FaultRuleInput[]> {
  const { faultsSchema } = await import("./provider/aws/faults");
  try {
    return faultsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new DeployError(
      "CONFIG_INVALID",
      `The faults in ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Fix the file, or unset LISTBACKUP_FAULTS.",
    );
  }
}
