import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readGoSource } from "../../../../automation/catalog/goSource";
import type { HandlerFacts } from "../../../../model/catalog/check/facts/sourceFacts";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { ROOT } from "../../../support/project/project";
import { smallCatalog } from "../../../support/release";

/** Old enough that a file does not count as being written. */
const EARLIER = new Date("2026-01-01");

describe("the backend's Go source", () => {
  let root: string;
  let backend: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(backend, name)), { recursive: true });
    await writeFile(join(backend, name), text);
    await utimes(join(backend, name), EARLIER, EARLIER);
  };
  const program = (variable: string): string =>
    `package main\n\nimport "os"\n\nfunc main() { os.Getenv("${variable}") }\n`;
  const handlers = async (catalog = smallCatalog()): Promise<ReadonlyMap<string, HandlerFacts>> => {
    const reading = await readGoSource(root, backend, catalog);
    if (reading.kind !== "read") throw new Error(`it is ${JSON.stringify(reading)}`);
    return reading.facts.handlers;
  };
  const readsOf = async (name: string, catalog?: Catalog): Promise<readonly string[] | undefined> =>
    (await handlers(catalog)).get(name)?.reads.map((read) => read.name);
  const cacheFile = (): string => join(root, ".build", "go-source.json");

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-source-"));
    backend = join(root, "backend");
    await mkdir(join(root, "automation", "catalog"), { recursive: true });
    await symlink(join(ROOT, "automation", "catalog", "gofacts"), join(root, "automation", "catalog", "gofacts"));
    await symlink(join(ROOT, ".tools"), join(root, ".tools"));
    await write("go.mod", "module example.com/backend\n\ngo 1.24\n");
  });
  afterEach(() => rm(root, { recursive: true }));

  it("is absent where there is no module", async () => {
    await rm(join(backend, "go.mod"));
    assert.deepEqual(await readGoSource(root, backend, smallCatalog()), { kind: "absent" });
  });

  it("has all handlers below cmd/handlers, used or not", async () => {
    await write("cmd/handlers/users/get/main.go", program("A"));
    assert.deepEqual([...(await handlers()).keys()], ["cmd/handlers/users/get"]);
  });

  it("has handlers of other folders that the catalog names", async () => {
    await write("workers/sync/main.go", program("A"));
    assert.deepEqual(await readsOf("workers/sync", withLogin({ handler: "./workers/sync" })), ["A"]);
  });

  it("has handlers of the files that the catalog lists", async () => {
    await write("cmd/handlers/auth/login/main.go", program("A"));
    await write("cmd/handlers/auth/login/old.go", program("B"));
    const catalog = withLogin({ handler: "auth/login", sources: ["main.go"] });
    assert.deepEqual(await readsOf("cmd/handlers/auth/login (main.go)", catalog), ["A"]);
  });

  it("is not read again where nothing changed", async () => {
    await write("cmd/handlers/users/get/main.go", program("A"));
    await handlers();
    const cached = await readFile(cacheFile(), "utf8");
    await writeFile(cacheFile(), cached.replaceAll('"A"', '"KEPT"'));
    assert.deepEqual(await readsOf("cmd/handlers/users/get"), ["KEPT"]);
  });

  const CHANGES: Readonly<Record<string, () => Promise<void>>> = {
    "a file is changed": () => write("cmd/handlers/users/get/main.go", program("CHANGED")),
    "a file is added": () => write("cmd/handlers/users/get/more.go", "package main\n\nvar more = 1\n"),
    "a package is changed": () => write("lib/lib.go", "package lib\n\nvar other = 1\n"),
    "a handler is added": () => write("cmd/handlers/users/list/main.go", program("B")),
    "the module is changed": () => write("go.mod", "module example.com/backend\n\ngo 1.24.1\n"),
  };
  for (const [what, change] of Object.entries(CHANGES)) {
    it(`is read again where ${what}`, async () => {
      await write("lib/lib.go", "package lib\n");
      await write(
        "cmd/handlers/users/get/main.go",
        `${program("A")}`.replace('"os"', '"os"\nimport _ "example.com/backend/lib"'),
      );
      await handlers();
      const cached = await readFile(cacheFile(), "utf8");
      await writeFile(cacheFile(), cached.replaceAll('"A"', '"KEPT"'));
      await change();
      assert.equal((await readsOf("cmd/handlers/users/get"))?.includes("KEPT"), false);
    });
  }

  it("is not cached where a file was just written", async () => {
    await write("cmd/handlers/users/get/main.go", program("A"));
    const now = new Date();
    await utimes(join(backend, "cmd/handlers/users/get/main.go"), now, now);
    await handlers();
    await assert.rejects(readFile(cacheFile()), { code: "ENOENT" });
  });

  it("is unread where the analyser does not compile, with the reason", async () => {
    await rm(join(root, "automation", "catalog", "gofacts"));
    await mkdir(join(root, "automation", "catalog", "gofacts"));
    await writeFile(join(root, "automation", "catalog", "gofacts", "go.mod"), "module broken\n\ngo 1.24\n");
    await writeFile(
      join(root, "automation", "catalog", "gofacts", "main.go"),
      "package main\n\nfunc main() { missing() }\n",
    );
    assert.deepEqual(await readGoSource(root, backend, smallCatalog()), {
      kind: "unread",
      reason: "go build failed: ./main.go:3:15: undefined: missing",
    });
  });

  it("is unread where Go is not installed", async () => {
    const path = process.env["PATH"];
    await rm(join(root, ".tools"));
    process.env["PATH"] = root;
    try {
      assert.deepEqual(await readGoSource(root, backend, smallCatalog()), {
        kind: "unread",
        reason: "Go is not installed",
      });
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("contains the variable that the sample backend's health function reads", async () => {
    backend = join(ROOT, "rehearsal", "backend");
    assert.equal((await readsOf("cmd/handlers/gateway/health"))?.includes("COGNITO_USER_POOL_ID"), true);
  });
});

/** The small catalog with another handler of auth/login. */
function withLogin(handler: Readonly<Record<string, unknown>>): Catalog {
  const catalog = smallCatalog();
  const auth = catalog.services["auth"];
  const functions = { ...auth?.functions, login: { ...auth?.functions["login"], ...handler } };
  return catalogSchema.parse({ ...catalog, services: { ...catalog.services, auth: { ...auth, functions } } });
}
