import { strict as assert } from "node:assert";
import { request } from "node:http";
import { servePage, type PageServer } from "../../../../automation/report/serve";

describe("a served page", () => {
  let server: PageServer;
  let page: () => Promise<string>;
  beforeEach(async () => {
    page = () => Promise.resolve("<p>page</p>");
    server = await servePage(() => page());
  });
  afterEach(() => server.close());

  async function get(path: string, host?: string): Promise<readonly [status: number | undefined, body: string]> {
    const { port } = new URL(server.url);
    const headers = host === undefined ? {} : { host };
    return new Promise((resolve, reject) => {
      const call = request({ host: "127.0.0.1", port, path, headers }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => {
          resolve([response.statusCode, body]);
        });
      });
      call.on("error", reject);
      call.end();
    });
  }

  it("is made for each request", async () => {
    let n = 0;
    page = () => Promise.resolve(String((n += 1)));
    assert.deepEqual(
      [await get("/"), await get("/")],
      [
        [200, "1"],
        [200, "2"],
      ],
    );
  });

  it("is refused under another host name: its DNS record could point to this machine", async () => {
    const { port } = new URL(server.url);
    assert.deepEqual(await get("/", `evil.example:${port}`), [403, "Forbidden\n"]);
    assert.equal((await get("/", `localhost:${port}`))[0], 200);
  });

  it("is the only one", async () => {
    assert.deepEqual(await get("/other"), [404, "Not found\n"]);
  });

  it("says why it cannot be made", async () => {
    page = () => Promise.reject(new Error("no record"));
    assert.deepEqual(await get("/"), [500, "no record\n"]);
  });
});
