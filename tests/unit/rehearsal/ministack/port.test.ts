import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:net";
import { DeployError } from "../../../../model/errors";
import { choosePort } from "../../../../rehearsal/ministack/port";

describe("the emulator's port", () => {
  let server: Server;
  let taken: number;
  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    taken = (server.address() as { port: number }).port;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("is rejected when it was requested and is in use", async () => {
    await assert.rejects(
      choosePort(taken, undefined),
      (error) => error instanceof DeployError && error.code === "PORT_TAKEN" && error.what.includes(String(taken)),
    );
  });

  it("is another one when that of the last run is taken", async () => {
    assert.notEqual(await choosePort(undefined, taken), taken);
  });

  it("is that of the last run when it is free", async () => {
    const free = await choosePort(0, undefined);
    assert.equal(await choosePort(undefined, free), free);
  });
});
