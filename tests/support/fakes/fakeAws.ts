import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer as AWS sends it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An error in the form of each protocol of AWS's APIs. */
export const ERROR_BODIES = {
  s3: (status: number, code: string, message: string): HttpAnswer => ({
    status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }),
  query: (status: number, code: string, message: string): HttpAnswer => ({
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  }),
  json: (status: number, code: string, message: string): HttpAnswer => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ __type: `com.amazonaws.any#${code}`, message }),
  }),
  restJson: (status: number, code: string, message: string): HttpAnswer => ({
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": `${code}:http://internal.amazon.com/` },
    body: JSON.stringify({ message }),
  }),
} as const;

export type Protocol = keyof typeof ERROR_BODIES;

/** AWS as one loopback server that answers what a test says. */
export class FakeAws {
  readonly #server: Server;
  /** What it is asked, as `METHOD path?query`. */
  readonly requests: string[] = [];
  answer: (request: IncomingMessage, body: string) => HttpAnswer = () => ({ status: 500 });

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        this.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
        const { status, headers = {}, body = "" } = this.answer(request, text);
        response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
      });
    });
  }

  static async start(): Promise<FakeAws> {
    const fake = new FakeAws();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Class of an SDK client. */
interface ClientClass {
  readonly prototype: object;
}

/**
 * Takes away what `mockClient` of other test files of this process has put over `send`.
 * @returns puts it back
 */
export function withoutMocks(classes: readonly ClientClass[]): () => void {
  const mocks = classes.flatMap(({ prototype }) => {
    const mock = Object.getOwnPropertyDescriptor(prototype, "send");
    if (mock === undefined) return [];
    Reflect.deleteProperty(prototype, "send");
    return [() => Object.defineProperty(prototype, "send", mock)];
  });
  return () => {
    for (const putBack of mocks) putBack();
  };
}
