import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ensureMinistack } from "../../../rehearsal/ministack/installation";
import { ROOT } from "../../support/emulator/emulator";
import { PYTHON_MODULES } from "../../support/emulator/python";

const SQS = "sqs.us-west-2.amazonaws.com";
const CALLER = `Proxy-Authorization: Basic ${Buffer.from("auth-login:rehearsal").toString("base64")}\r\n`;

/** What the stand-in for the emulator was sent. */
interface Received {
  readonly url: string;
  readonly host: string;
  readonly proxyHeaders: readonly string[];
  readonly length: number;
}

describe("the forwarder of functions", function () {
  this.timeout(60_000);
  let folder: string;
  let emulator: Server;
  let received: Received[];
  let process_: ChildProcess;
  let lines: Interface;
  let port: number;
  let ca: string;

  before("start it before a stand-in for the emulator", async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-forwarder-"));
    emulator = createServer((incoming, answer) => {
      void text(incoming).then((body) => {
        const { url = "", headers } = incoming;
        const proxyHeaders = Object.keys(headers).filter((name) => name.startsWith("proxy-"));
        received.push({ url, host: headers.host ?? "", proxyHeaders, length: body.length });
        answer.end(`answer to ${url}`);
      });
    });
    await once(emulator.listen(0, "127.0.0.1"), "listening");
    const { python } = await ensureMinistack({ root: ROOT, report: { line: () => undefined } });
    const upstream = String((emulator.address() as AddressInfo).port);
    const script = join(ROOT, "tests", "support", "emulator", "forwarder.py");
    process_ = spawn(python, [script, PYTHON_MODULES, folder, upstream], { stdio: ["pipe", "pipe", "inherit"] });
    assert.ok(process_.stdout);
    lines = createInterface(process_.stdout);
    port = Number(await nextLine());
    ca = await readFile(join(folder, "ca.pem"), "utf8");
  });
  after("stop it", async () => {
    process_.stdin?.end();
    await once(process_, "exit");
    emulator.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => void (received = []));

  const nextLine = async (): Promise<string> => ((await once(lines, "line")) as [string])[0];
  const refusals = async (): Promise<readonly { function: string; target: string; count: number }[]> => {
    process_.stdin?.write("\n");
    return (JSON.parse(await nextLine()) as { calls: [] }).calls;
  };
  const open = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  };
  /** All that comes back for what is sent. */
  const exchange = async (sent: string): Promise<string> => {
    const socket = await open();
    socket.write(sent);
    return text(socket);
  };
  const tunnel = async (host: string): Promise<TLSSocket> => {
    const socket = await open();
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n${CALLER}\r\n`);
    assert.match(String((await once(socket, "data"))[0]), /^HTTP\/1\.1 200 /);
    return connectTls({ socket, servername: host, ca });
  };
  const get = (socket: Socket, path: string, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = {
        createConnection: () => socket,
        host: SQS,
        path,
        headers: { host: SQS, connection: "keep-alive" },
      };
      const request = httpRequest(
        { ...options, method: body === undefined ? "GET" : "POST" },
        (answer: IncomingMessage) => {
          text(answer).then(resolve, reject);
        },
      );
      request.on("error", reject).end(body);
    });

  it("ends TLS for AWS's hosts, and keeps the connection for the next request", async () => {
    const socket = await tunnel(SQS);
    assert.equal(await get(socket, "/one"), "answer to /one");
    assert.equal(await get(socket, "/two", "x".repeat(5_000_000)), "answer to /two");
    socket.destroy();
    assert.deepEqual(received, [
      { url: "/one", host: SQS, proxyHeaders: [], length: 0 },
      { url: "/two", host: SQS, proxyHeaders: [], length: 5_000_000 },
    ]);
  });

  it("takes a host from the TLS handshake where there was no CONNECT", async () => {
    const socket = connectTls({ port, host: "127.0.0.1", servername: "things.s3.us-west-2.amazonaws.com", ca });
    assert.equal(await get(socket, "/key"), "answer to /key");
    socket.destroy();
  });

  it("ends no TLS for another host that a handshake names", async () => {
    const socket = connectTls({ port, host: "127.0.0.1", servername: "api.example.net", ca });
    let isSecure = false;
    socket.on("secureConnect", () => (isSecure = true));
    await new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve));
    assert.equal(isSecure, false);
    assert.ok((await refusals()).some(({ target }) => target === "api.example.net:443"));
  });

  it("sends a plain request on by its host, without what was for the proxy", async () => {
    const head = `POST http://${SQS}/queue?x=1 HTTP/1.1\r\nHost: other\r\nProxy-Connection: keep-alive\r\n${CALLER}Content-Length: 2\r\n\r\nhi`;
    assert.match(await exchange(head), /^HTTP\/1\.1 200 .*answer to \/queue\?x=1$/s);
    assert.deepEqual(received, [{ url: "/queue?x=1", host: SQS, proxyHeaders: [], length: 2 }]);
  });

  it("passes a body on that comes in pieces", async () => {
    const socket = await open();
    socket.write(`PUT http://${SQS}/ HTTP/1.1\r\nHost: ${SQS}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
    setTimeout(() => socket.write("4\r\ndefg\r\n0\r\n\r\n"), 50);
    assert.match(await text(socket), /^HTTP\/1\.1 200 /);
    assert.equal(received[0]?.length, 7);
  });

  it("refuses every other host, names it with its caller, and opens no connection", async () => {
    const requests = [
      `CONNECT api.example.com:443 HTTP/1.1\r\n${CALLER}\r\n`,
      `CONNECT email-smtp.us-west-2.amazonaws.com:587 HTTP/1.1\r\n${CALLER}\r\n`,
      `GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\n${CALLER}\r\n`,
      `GET / HTTP/1.1\r\nHost: api.example.org\r\n${CALLER}\r\n`,
    ];
    for (const request of requests) assert.match(await exchange(request), /^HTTP\/1\.1 403 Refused by the rehearsal/);
    const own = (await refusals()).filter(({ function: caller }) => caller === "auth-login");
    assert.deepEqual(
      own.map(({ target }) => target),
      ["api.example.com:443", "email-smtp.us-west-2.amazonaws.com:587", "169.254.169.254:80", "api.example.org:80"],
    );
    assert.deepEqual(received, []);
  });

  it("answers 400 to what is no request", async () => {
    const bad = [
      "hello\r\n\r\n",
      "GET ftp://sqs.amazonaws.com/ HTTP/1.1\r\n\r\n",
      "CONNECT user@api.example.com:443 HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
      `CONNECT ${SQS}:443 HTTP/1.1\r\n\r\nearly`,
    ];
    for (const sent of bad) assert.match(await exchange(sent), /^HTTP\/1\.1 400 /, sent);
    assert.deepEqual(received, []);
  });

  it("reads no more of a head than it can have", async () => {
    const socket = await open();
    const closed = new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve));
    socket.write(`GET http://${SQS}/ HTTP/1.1\r\nX: ${"x".repeat(200_000)}`);
    socket.resume();
    await closed;
    assert.deepEqual(received, []);
  });

  it("signs for AWS's names only", async () => {
    const socket = await tunnel(SQS);
    await once(socket, "secureConnect");
    const certificate = socket.getPeerCertificate();
    socket.destroy();
    assert.equal(certificate.subjectaltname, `DNS:${SQS}`);
  });
});
