import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, stopEmulator, type StartedEmulator } from "../../../rehearsal/ministack/emulator";
import { onShutdown } from "./shutdown";

export const ROOT = join(__dirname, "..", "..", "..");

/** An AWS of its own for the tests of a file: empty, on a free port, gone afterwards with all it held. */
export interface TestEmulator {
  readonly home: string;
  readonly endpoint: string;
  readonly port: number;
}

/**
 * Call inside `describe`; what it returns can be read once the tests run.
 * @param access whether it holds roles to their permissions
 * @param pace seconds of AWS in one of the emulator, for what AWS makes wait
 */
export function useEmulator({
  pace,
  access = false,
}: { readonly pace?: number; readonly access?: boolean } = {}): TestEmulator {
  let home: string | undefined;
  let started: StartedEmulator | undefined;
  let stopped: (() => void) | undefined;
  before("start an emulator", async function () {
    this.timeout(180_000);
    const own = await temporaryHome();
    home = own;
    stopped = onShutdown(() => removeHome(own));
    const { LISTBACKUP_ACCESS_CHECK = "off" } = process.env;
    process.env["LISTBACKUP_ACCESS_CHECK"] = access ? "on" : LISTBACKUP_ACCESS_CHECK;
    if (pace !== undefined) process.env["LISTBACKUP_AWS_PACE"] = String(pace);
    started = await startEmulator({ root: ROOT, home, port: 0, report: { line: () => undefined } }).finally(() => {
      delete process.env["LISTBACKUP_AWS_PACE"];
    });
  });
  after("stop the emulator", async function () {
    this.timeout(60_000);
    if (home !== undefined) await removeHome(home);
    stopped?.();
  });
  return {
    get home() {
      return known(home);
    },
    get endpoint() {
      return known(started).endpoint;
    },
    get port() {
      return known(started).port;
    },
  };
}

export function temporaryHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), "listbackup-emulator-"));
}

export async function removeHome(home: string): Promise<void> {
  await stopEmulator(home);
  await rm(home, { recursive: true, force: true });
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The emulator is there once the tests run, not while they are declared.");
  return value;
}
