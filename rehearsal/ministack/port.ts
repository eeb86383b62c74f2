import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { DeployError } from "../../model/errors";

export const LOOPBACK = "127.0.0.1";

/** Where a rehearsal looks for a port: beside, not on, the one that other emulators like to take. */
const FIRST = 4570;
const LAST = 4599;

/**
 * The port to listen on.
 * @param requested must be free
 * @param earlier the one of the last run, taken when it is free
 * @throws DeployError PORT_TAKEN
 */
export async function choosePort(requested: number | undefined, earlier: number | undefined): Promise<number> {
  if (requested !== undefined) {
    if (requested === 0 || (await isFree(requested))) return requested === 0 ? freePort() : requested;
    const owner = await ownerOf(requested);
    throw new DeployError(
      "PORT_TAKEN",
      `Port ${requested} is taken${owner === null ? "" : ` by ${owner}`}.`,
      "Stop what has it, or name another port, or none: then a free one is found.",
    );
  }
  if (earlier !== undefined && (await isFree(earlier))) return earlier;
  for (let port = FIRST; port <= LAST; port += 1) if (await isFree(port)) return port;
  return freePort();
}

/** On every interface: a server on 0.0.0.0 would answer in place of ours, or ours of it. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, LOOPBACK)) && canListen(port, "0.0.0.0");
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port was given"));
        else resolve(address.port);
      });
    });
  });
}

/** `python (process 123)`, where the system lets itself be asked. */
async function ownerOf(port: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], {
      timeout: 5000,
    });
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    const command = /^c(.+)$/m.exec(stdout)?.[1];
    return pid === undefined ? null : `${command ?? "a program"} (process ${pid})`;
  } catch {
    return null;
  }
}
