import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A page that is made for each request. */
export type MakePage = () => Promise<string>;

export interface PageServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/**
 * Serves one page on this machine only. Requests for another host name are refused: a page elsewhere that lets its name resolve
 * to this address could read the report otherwise.
 */
export async function servePage(makePage: MakePage): Promise<PageServer> {
  const server = createServer((request, response) => {
    void answer(request, response, makePage);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${String(port)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, makePage: MakePage): Promise<void> {
  const { port } = request.socket.address() as AddressInfo;
  const hosts = [`${LOOPBACK}:${String(port)}`, `localhost:${String(port)}`];
  if (!hosts.includes(request.headers.host ?? "")) return end(response, 403, "text/plain", "Forbidden\n");
  if (request.url !== "/" || request.method !== "GET") return end(response, 404, "text/plain", "Not found\n");
  try {
    end(response, 200, "text/html; charset=utf-8", await makePage());
  } catch (error) {
    end(response, 500, "text/plain; charset=utf-8", `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
