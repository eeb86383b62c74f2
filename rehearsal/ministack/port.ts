import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { DeployError } from "../../model/errors";

export const LOOPBACK = "127.0.0.1";

/** Ports of rehearsals; 4566 is the default of other emulators. */
const FIRST_PORT = 4570;
const LAST_PORT = 4599;

/**
 * The port to listen on.
 * @param requested must be free; 0 for any
 * @param earlier the port of the last run, used if it is free
 * @throws DeployError PORT_TAKEN
 */
export async function choosePort(requested: number | undefined, earlier: number | undefined): Promise<number> {
  if (requested !== undefined) {
    if (requested === 0 || (await isFree(requested))) return requested === 0 ? freePort() : requested;
    const owner = await ownerOf(requested);
    throw new DeployError(
      "PORT_TAKEN",
      `Port ${requested} is in use${owner === null ? "" : ` by ${owner}`}.`,
      "Stop the process that uses it, or choose another port, or omit the port to use a free one.",
    );
  }
  if (earlier !== undefined && (await isFree(earlier))) return earlier;
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) if (await isFree(port)) return port;
  return freePort();
}

/** Checks all interfaces: a server on 0.0.0.0 with the same port would get our requests, or we would get its requests. */
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
        if (address === null || typeof address === "string") reject(new Error("the system assigned no port"));
        else resolve(address.port);
      });
    });
  });
}

/** `python (process 123)`; null where `lsof` does not report it. */
async function ownerOf(port: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], {
      timeout: 5000,
    });
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    const command = /^c(.+)$/m.exec(stdout)?.[1];
    return pid === undefined ? null : `${command ?? "a process"} (process ${pid})`;
  } catch {
    return null;
  }
}
