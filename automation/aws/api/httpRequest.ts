import http, { type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { proxyAgent } from "../../proxy";

/** A request without a body, or with one of JSON. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** Methods that may be sent again without a second effect. */
const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Sends a request, and follows no redirect. `fetch` does the same, but takes 80 ms of CPU time to load: more than all other work of a
 * short command on one stage.
 * @throws Error where there is no response; its cause is the signal's reason where that ended it
 */
export async function httpRequest(address: string, request: HttpRequest): Promise<HttpResponse> {
  const url = new URL(address);
  try {
    const response = await send(url, request);
    return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
  } catch (error) {
    // The server closed a connection that was kept open, while this request used it.
    if (!(error instanceof ClosedConnection) || !SAFE_METHODS.includes(request.method)) throw error;
    return httpRequest(address, request);
  }
}

class ClosedConnection extends Error {}

/** Node.js gives no length to the body of a DELETE: the server would read the body as the next request on the connection. */
function lengthOf(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

function send(url: URL, { method, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  const agent = isSecure ? proxyAgent() : undefined;
  const options: RequestOptions = {
    method,
    signal,
    headers: { accept: "*/*", "user-agent": "node", ...lengthOf(body), ...headers },
    ...(agent === undefined ? {} : { agent }),
  };
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? https : http).request(url, options, resolve);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const isClosed = sent.reusedSocket && error.code === "ECONNRESET";
      reject(isClosed ? new ClosedConnection(error.message, { cause: error }) : error);
    });
    sent.end(body);
  });
}
