import { strict as assert } from "node:assert";
import { NotAvailableError } from "../../../../../rehearsal/provider/aws/jsonCall";
import { UnfinishedError } from "../../../../../rehearsal/provider/resources/operation";
import * as resources from "../../../../../rehearsal/provider/resources/resources";
import type { Resource, Session } from "../../../../../rehearsal/provider/resources/session";
import { defineRow, type Row, TAGS_PROPERTY } from "../../../../../rehearsal/provider/schema/row";
import { text } from "../../../../../rehearsal/provider/schema/schema";

const inputs = { name: text({ replaces: true }), size: text(), tags: TAGS_PROPERTY };

function notFound(): Error {
  return Object.assign(new Error("gone"), { name: "ResourceNotFoundException" });
}

/** A row whose resource is what `found` says. */
const rowWith = (parts: Partial<Row>): Row => ({
  ...defineRow({
    token: "aws:test/thing:Thing",
    inputs,
    outputs: ["arn"],
    create: () => Promise.resolve("id-1"),
    read: () => Promise.resolve({ name: "a", arn: "arn:1", tags: {} }),
    update: () => Promise.resolve(),
    retag: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  }),
  ...parts,
});

const session = (notices: string[] = []): Session => ({
  aws: { region: "us-west-2" } as Session["aws"],
  defaultTags: { project: "p" },
  rates: null,
  notify: (_urn, message) => {
    notices.push(message);
    return Promise.resolve();
  },
});

const resource = (row: Row, timeoutMs = 5_000): Resource => ({ row, urn: "urn", name: "thing", timeoutMs });

describe("creating", () => {
  it("gives the id and what a read finds", async () => {
    const created = await resources.create(session(), resource(rowWith({})), { name: "a", size: "1", tagsAll: {} });
    assert.deepEqual(created, {
      id: "id-1",
      state: { arn: "arn:1", name: "a", size: "1", region: "us-west-2", tagsAll: {} },
    });
  });

  it("keeps a resource whose settling fails, as unfinished", async () => {
    const row = rowWith({ settle: () => Promise.reject(new Error("stuck")) });
    const error = await resources.create(session(), resource(row), { name: "a" }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof UnfinishedError);
    assert.deepEqual([error.id, error.message], ["id-1", 'create of aws:test/thing:Thing "thing" (id-1): stuck']);
  });

  it("names what was refused", async () => {
    const refusal = Object.assign(new Error("not authorized"), { name: "AccessDenied" });
    const row = rowWith({ create: () => Promise.reject(refusal) });
    await assert.rejects(
      resources.create(session(), resource(row), {}),
      /^Error: create of aws:test\/thing:Thing "thing": AccessDenied: not authorized$/,
    );
  });

  it("ends when its time is over", async () => {
    const row = rowWith({ create: () => new Promise<string>(() => undefined) });
    await assert.rejects(resources.create(session(), resource(row, 20), {}), /not done within/);
  });

  it("stands on paper, and says so, where the emulator has no such service", async () => {
    const notices: string[] = [];
    const row = rowWith({
      create: () => Promise.reject(new NotAvailableError("none")),
      unavailableId: () => "paper-1",
    });
    const created = await resources.create(session(notices), resource(row), { name: "a" });
    assert.deepEqual(
      [created, notices.length],
      [{ id: "paper-1", state: { arn: "", name: "a", region: "us-west-2" } }, 1],
    );
  });

  it("fails where a service is missing that the row counts on", async () => {
    const row = rowWith({ create: () => Promise.reject(new NotAvailableError("none")) });
    await assert.rejects(resources.create(session(), resource(row), {}), /NotAvailableError/);
  });
});

describe("reading", () => {
  const known = { inputs: { name: "a", size: "1" }, state: { name: "a", size: "1", arn: "arn:1" } };

  it("finds nothing where the service says that it is gone", async () => {
    const row = rowWith({ read: () => Promise.reject(notFound()) });
    assert.equal(await resources.read(session(), resource(row), "id-1", known), undefined);
  });

  it("does not take another refusal for gone", async () => {
    const row = rowWith({ read: () => Promise.reject(new Error("denied")) });
    await assert.rejects(resources.read(session(), resource(row), "id-1", known), /denied/);
  });

  it("keeps properties that a read omits, and takes over those that differ", async () => {
    const row = rowWith({ read: () => Promise.resolve({ name: "b", tags: {} }) });
    const found = await resources.read(session(), resource(row), "id-1", known);
    assert.deepEqual(found?.inputs, { name: "b", size: "1" });
  });

  it("tells the provider's tags from the resource's own", async () => {
    const row = rowWith({
      read: () => Promise.resolve({ name: "a", tags: { project: "p", hand: "made", "aws:x": "y" } }),
    });
    const found = await resources.read(session(), resource(row), "id-1", known);
    assert.deepEqual(
      [found?.inputs["tags"], found?.inputs["tagsAll"]],
      [{ hand: "made" }, { project: "p", hand: "made" }],
    );
  });
});

describe("updating", () => {
  it("writes tags alone where nothing else differs", async () => {
    const calls: string[] = [];
    const note = (name: string) => (): Promise<void> => {
      calls.push(name);
      return Promise.resolve();
    };
    const row = rowWith({ update: note("update"), retag: note("retag") });
    const old = { name: "a", tags: { a: "1" }, tagsAll: { a: "1" } };
    const wanted = { name: "a", tags: { a: "2" }, tagsAll: { a: "2" } };
    await resources.update(session(), resource(row), "id-1", { inputs: old, state: old }, wanted);
    assert.deepEqual(calls, ["retag"]);
  });

  it("tells which tags to set and which to take away", async () => {
    let tagChange: unknown;
    const row = rowWith({
      retag: (_aws, { set, removed }) => {
        tagChange = { set, removed };
        return Promise.resolve();
      },
    });
    const old = { name: "a", tagsAll: { keep: "1", change: "1", go: "1" } };
    const wanted = { name: "a", tagsAll: { keep: "1", change: "2", come: "1" } };
    await resources.update(session(), resource(row), "id-1", { inputs: old, state: old }, wanted);
    assert.deepEqual(tagChange, { set: { change: "2", come: "1" }, removed: ["go"] });
  });

  it("says when the resource is gone", async () => {
    const row = rowWith({ read: () => Promise.resolve(undefined) });
    const known = { inputs: { name: "a", size: "1" }, state: {} };
    await assert.rejects(
      resources.update(session(), resource(row), "id-1", known, { name: "a", size: "2" }),
      /gone while it was updated/,
    );
  });
});

describe("deleting", () => {
  it("is content where it is gone already", async () => {
    const row = rowWith({ remove: () => Promise.reject(notFound()) });
    await assert.doesNotReject(resources.remove(session(), resource(row), "id-1", {}));
  });

  it("fails where it is refused", async () => {
    const row = rowWith({ remove: () => Promise.reject(new Error("protected")) });
    await assert.rejects(resources.remove(session(), resource(row), "id-1", {}), /delete of .*protected/);
  });
});
