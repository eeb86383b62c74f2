import { strict as assert } from "node:assert";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { httpRequest, type HttpRequest } from "../../../../../automation/aws/api/httpRequest";

/** Answers a request. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

describe("a request to an API", () => {
  let server: Server;
  let answer: Answer;
  let received: string[];

  beforeEach(async () => {
    received = [];
    server = createServer((request, response) => {
      received.push(request.method ?? "");
      void answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const address = (): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/items?page=1`;
  const send = (request: Partial<HttpRequest> = {}): ReturnType<typeof httpRequest> =>
    httpRequest(address(), { method: "GET", headers: {}, signal: AbortSignal.timeout(10_000), ...request });

  it("sends method, path, headers and body", async () => {
    answer = async (request, response) => {
      response.end(JSON.stringify([request.method, request.url, request.headers["x-one"], await text(request)]));
    };
    const response = await send({ method: "POST", headers: { "x-one": "1" }, body: "{}" });
    assert.deepEqual(JSON.parse(response.text), ["POST", "/items?page=1", "1", "{}"]);
  });

  it("sends the body of a DELETE, and the next request on the same connection", async () => {
    answer = async (request, response) => {
      response.end(await text(request));
    };
    const responses = [await send({ method: "DELETE", body: '{"name":"ä"}' }), await send()];
    assert.deepEqual(
      responses.map((response) => [response.status, response.text]),
      [
        [200, '{"name":"ä"}'],
        [200, ""],
      ],
    );
  });

  it("gives a redirect as it is", async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: "/other" }).end();
    };
    const { status, headers } = await send();
    assert.deepEqual([status, headers.location, received], [302, "/other", ["GET"]]);
  });

  it("ends with the reason of its signal", async () => {
    answer = () => undefined;
    const reason = new Error("too slow");
    await assert.rejects(send({ signal: AbortSignal.abort(reason) }), { name: "AbortError", cause: reason });
  });

  /** The first request is answered on a connection that stays open; the next one on it is not answered. */
  function closeOnSecondUse(): void {
    const used = new WeakSet<Socket>();
    answer = ({ socket }, response) => {
      if (used.has(socket)) socket.resetAndDestroy();
      else response.end();
      used.add(socket);
    };
  }

  it("repeats a GET where the server closed the connection that was kept open", async () => {
    closeOnSecondUse();
    await send();
    assert.equal((await send()).status, 200);
  });

  it("repeats no POST", async () => {
    closeOnSecondUse();
    await send({ method: "POST" });
    await assert.rejects(send({ method: "POST" }), { message: /ECONNRESET|socket hang up/ });
    assert.deepEqual(received, ["POST", "POST"]);
  });
});
