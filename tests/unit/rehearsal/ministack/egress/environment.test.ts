import { strict as assert } from "node:assert";
import { python } from "../../../../support/emulator/python";

const CLOSED = `
from egress.environment import closed_environment
print(json.dumps(closed_environment(input, "listbackup-dev-auth-login", 4571, "/home/ca.pem")))`;

describe("a function's environment", () => {
  it("has the proxy and its certificate, whatever the function itself says", async () => {
    const own = {
      HTTPS_PROXY: "http://proxy.example.com",
      no_proxy: "*",
      SSL_CERT_FILE: "/etc/ssl/cert.pem",
      TABLE: "users",
    };
    const closed = (await python(CLOSED, own)) as Record<string, string>;
    const proxy = "http://listbackup-dev-auth-login:rehearsal@127.0.0.1:4571";
    const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
    const certificates = ["SSL_CERT_FILE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
    const local = "127.0.0.1,localhost,::1";
    assert.deepEqual(
      names.map((name) => closed[name]),
      [proxy, proxy, local, proxy, proxy, local],
    );
    assert.deepEqual(
      certificates.map((name) => closed[name]),
      certificates.map(() => "/home/ca.pem"),
    );
    assert.equal(closed["TABLE"], "users");
  });

  it("keeps the function's own options of Node.js and its own Python path behind the preloads", async () => {
    const closed = (await python(CLOSED, {
      NODE_OPTIONS: "--enable-source-maps",
      PYTHONPATH: "/opt/python",
    })) as Record<string, string>;
    assert.match(closed["NODE_OPTIONS"] ?? "", /^--require ".*\/preload\/node\.cjs" --enable-source-maps$/);
    assert.match(closed["PYTHONPATH"] ?? "", /\/preload\/python:\/opt\/python$/);
  });
});
