import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A Lambda that takes so many control-plane requests a second, as AWS does, and refuses the others. */
export interface ControlPlane {
  readonly endpoint: string;
  /** Requests that were carried out, as `METHOD /path`. */
  readonly done: readonly string[];
  readonly refused: () => number;
  readonly stop: () => Promise<void>;
}

/**
 * @param rate requests a second; as many may come at once
 * @param denied requests whose URL contains this text are denied
 */
export async function startControlPlane(rate: number, denied: string | null = null): Promise<ControlPlane> {
  const done: string[] = [];
  let [refused, tokens, last] = [0, rate, performance.now()];
  const server: Server = createServer((request, response) => {
    request.resume();
    const now = performance.now();
    tokens = Math.min(rate, tokens + ((now - last) / 1_000) * rate);
    last = now;
    if (tokens < 1) {
      refused += 1;
      response.writeHead(429, { "x-amzn-errortype": "TooManyRequestsException", "content-type": "application/json" });
      response.end('{"Reason":"CallerRateLimitExceeded","message":"Rate exceeded"}');
      return;
    }
    tokens -= 1;
    if (denied !== null && request.url?.includes(denied) === true) {
      response.writeHead(403, { "x-amzn-errortype": "AccessDeniedException", "content-type": "application/json" });
      response.end('{"Message":"not yours"}');
      return;
    }
    done.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    done,
    refused: () => refused,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
