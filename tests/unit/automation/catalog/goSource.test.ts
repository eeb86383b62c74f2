import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readSourceFacts } from "../../../../automation/catalog/goSource";
import { ROOT } from "../../../support/project";

describe("what the backend's source says of its handlers", () => {
  let backend: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(backend, name)), { recursive: true });
    await writeFile(join(backend, name), text);
  };
  /** A handler that imports packages and reads a variable. */
  const handler = (name: string, reads: string, ...imports: readonly string[]): Promise<void> =>
    write(`cmd/handlers/${name}/main.go`, `package main\n\n${file(reads, imports)}`);
  const library = (name: string, reads: string, ...imports: readonly string[]): Promise<void> =>
    write(`${name}/${name}.go`, `package ${name}\n\n${file(reads, imports)}`);
  const readsOf = async (name: string): Promise<readonly string[]> => {
    const facts = await readSourceFacts(backend);
    return [...(facts?.reads.get(name) ?? [])].sort();
  };

  beforeEach(async () => {
    backend = await mkdtemp(join(tmpdir(), "listbackup-source-"));
    await write("go.mod", "module example.com/backend\n\ngo 1.24\n");
  });
  afterEach(() => rm(backend, { recursive: true }));

  it("is nothing where there is no source", async () => {
    assert.equal(await readSourceFacts(backend), null);
  });

  it("is which handlers there are", async () => {
    await handler("users/get", "A");
    await handler("users/admin/list", "A");
    assert.deepEqual((await readSourceFacts(backend))?.handlers, new Set(["users/admin/list", "users/get"]));
  });

  it("counts no folder whose package is a library", async () => {
    await write("cmd/handlers/users/shared/shared.go", "package shared\n");
    assert.deepEqual((await readSourceFacts(backend))?.handlers, new Set());
  });

  it("counts no folder that has tests only", async () => {
    await write("cmd/handlers/users/get/main_test.go", "package main\n");
    assert.deepEqual((await readSourceFacts(backend))?.handlers, new Set());
  });

  it("is which variables a handler reads, in all of its files", async () => {
    await handler("users/get", "A");
    await write("cmd/handlers/users/get/more.go", `package main\n\n${file("B", [])}`);
    assert.deepEqual(await readsOf("users/get"), ["A", "B"]);
  });

  it("leaves out what its tests read", async () => {
    await handler("users/get", "A");
    await write("cmd/handlers/users/get/main_test.go", `package main\n\n${file("B", [])}`);
    assert.deepEqual(await readsOf("users/get"), ["A"]);
  });

  it("has what the packages read that a handler imports, near and far", async () => {
    await library("store", "STORE");
    await library("service", "SERVICE", "example.com/backend/store");
    await handler("users/get", "A", "example.com/backend/service");
    assert.deepEqual(await readsOf("users/get"), ["A", "SERVICE", "STORE"]);
  });

  it("has nothing of packages that a handler does not import", async () => {
    await library("store", "STORE");
    await handler("users/get", "A", "example.com/backend-other/store");
    assert.deepEqual(await readsOf("users/get"), ["A"]);
  });

  it("comes to an end where packages import each other", async () => {
    await library("store", "STORE", "example.com/backend/service");
    await library("service", "SERVICE", "example.com/backend/store");
    await handler("users/get", "A", "example.com/backend/service");
    assert.deepEqual(await readsOf("users/get"), ["A", "SERVICE", "STORE"]);
  });

  it("has what the module's own package reads", async () => {
    await write("root.go", `package backend\n\n${file("ROOT", [])}`);
    await handler("users/get", "A", "example.com/backend");
    assert.deepEqual(await readsOf("users/get"), ["A", "ROOT"]);
  });

  it("keeps each handler's variables apart", async () => {
    await handler("users/get", "A");
    await handler("users/list", "B");
    assert.deepEqual(await readsOf("users/list"), ["B"]);
  });

  it("takes a module's name in quotes", async () => {
    await write("go.mod", 'module "example.com/backend"\n');
    await library("store", "STORE");
    await handler("users/get", "A", "example.com/backend/store");
    assert.deepEqual(await readsOf("users/get"), ["A", "STORE"]);
  });

  it("is, of the sample backend, that its health function reads where its pool is", async () => {
    const facts = await readSourceFacts(join(ROOT, "rehearsal", "backend"));
    assert.equal(facts?.reads.get("gateway/health")?.has("COGNITO_USER_POOL_ID"), true);
  });
});

function file(reads: string, imports: readonly string[]): string {
  const block = ["os", ...imports].map((path) => `\t"${path}"\n`).join("");
  return `import (\n${block})\n\nvar value${reads} = os.Getenv("${reads}")\n`;
}
