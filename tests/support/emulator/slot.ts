import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { ROOT } from "./emulator";

/** The right to use a port of this machine, until it is released or the process ends. */
export interface Slot {
  /** For an emulator. The same few numbers in every run, so that what was prepared for one can be used again. */
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** Slots of a checkout; each is a port for an emulator and one to hold the slot by. */
const SLOTS = 10;
/** Below the ports that systems give to outgoing connections; another range for each checkout. */
const FIRST_PORT = 20_000;
const RANGES = 500;

const range = createHash("sha256").update(ROOT).digest().readUInt32BE() % RANGES;
const base = FIRST_PORT + range * 2 * SLOTS;

/** Takes the first slot that no other test process has, and whose port is free. */
export async function takeSlot(): Promise<Slot> {
  for (let index = 0; index < SLOTS; index++) {
    // The system closes it when this process ends, however it ends.
    const holder = await listen(base + SLOTS + index);
    if (holder === null) continue;
    const port = base + index;
    const probe = await listen(port);
    if (probe === null) {
      await close(holder);
      continue;
    }
    await close(probe);
    return { port, release: () => close(holder) };
  }
  throw new Error(`ports ${String(base)} to ${String(base + 2 * SLOTS - 1)} are taken: stop what uses them`);
}

/** A server that does not keep the process alive; null where the port is taken. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(null);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
