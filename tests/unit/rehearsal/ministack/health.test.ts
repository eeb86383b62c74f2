import { strict as assert } from "node:assert";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { homeToken, isHealthy } from "../../../../rehearsal/ministack/health";

describe("an emulator that answers", () => {
  let server: Server;
  let port: number;

  before(async () => {
    server = createServer(({ url }, response) => {
      response.end(url === "/_listbackup/home" ? homeToken("/one/.rehearsal") : "{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.close();
  });

  it("is that of its own home", async () => {
    assert.equal(await isHealthy(port, "/one/.rehearsal"), true);
  });

  it("is not that of another home", async () => {
    assert.equal(await isHealthy(port, "/other/.rehearsal"), false);
  });

  it("does not name the folder that it works for", () => {
    assert.match(homeToken("/one/.rehearsal"), /^[0-9a-f]{32}$/);
  });

  it("is the same for a folder that is reached through a link", async () => {
    const folder = await mkdtemp(join(tmpdir(), "listbackup-home-"));
    await symlink(folder, `${folder}-link`);
    try {
      assert.equal(homeToken(`${folder}-link`), homeToken(folder));
    } finally {
      await rm(`${folder}-link`);
      await rm(folder, { recursive: true });
    }
  });
});
