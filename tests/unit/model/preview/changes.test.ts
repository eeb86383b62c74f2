import { strict as assert } from "node:assert";
import { KNOWN_LATER, propertyChanges } from "../../../../model/preview/propertyChanges";
import { routeChanges } from "../../../../model/preview/routeChanges";
import { UNKNOWN, type PlannedResource } from "../../../../model/review/plannedResource";

describe("the changed properties of a resource", () => {
  it("have both values, and null where one is absent", () => {
    assert.deepEqual(propertyChanges({ memory: 128, a: "x", same: 1 }, { memory: 256, b: "y", same: 1 }), [
      { path: "memory", before: "128", after: "256" },
      { path: "b", before: null, after: "y" },
      { path: "a", before: "x", after: null },
    ]);
  });

  it("are found in maps and lists of maps", () => {
    const before = { environment: { variables: { A: "1" } }, rules: [{ days: 1 }, { days: 2 }] };
    const after = { environment: { variables: { A: "2" } }, rules: [{ days: 1 }, { days: 3 }] };
    assert.deepEqual(
      propertyChanges(before, after).map(({ path }) => path),
      ["environment.variables.A", "rules[1].days"],
    );
  });

  it("are found in JSON documents", () => {
    const policy = (action: string): string => JSON.stringify({ Statement: [{ Action: action }] });
    assert.deepEqual(propertyChanges({ policy: policy("a") }, { policy: policy("b") }), [
      { path: "policy.Statement[0].Action", before: "a", after: "b" },
    ]);
  });

  it("say what is known later, and keep secrets masked", () => {
    assert.deepEqual(propertyChanges({ arn: "x", key: "[secret]" }, { arn: UNKNOWN, key: "plain" }), [
      { path: "arn", before: "x", after: KNOWN_LATER },
      { path: "key", before: "[secret]", after: "plain" },
    ]);
  });

  it("cut long values, and leave out inputs of the engine", () => {
    const [change, ...others] = propertyChanges({ __defaults: [] }, { __defaults: ["x"], text: "x".repeat(500) });
    assert.deepEqual([change?.after?.length, others], [160, []]);
  });
});

describe("the changed routes of a preview", () => {
  function api(paths: Readonly<Record<string, object>>): readonly PlannedResource[] {
    const body = JSON.stringify({ openapi: "3.0.1", paths });
    return [{ urn: "urn", type: "aws:apigatewayv2/api:Api", name: "api", protect: false, inputs: { body } }];
  }
  const operation = (uri: string, security?: unknown) => ({
    ...(security === undefined ? {} : { security }),
    "x-amazon-apigateway-integration": { uri, payloadFormatVersion: "2.0" },
  });

  it("are routes, not the text of a document", () => {
    const before = api({ "/users": { get: operation("a"), post: operation("a") }, "/old": { delete: operation("a") } });
    const after = api({
      "/users": { get: operation("b", [{ jwt: [] }]), post: operation("a"), parameters: [] },
      "/all": { "x-amazon-apigateway-any-method": operation("a") },
    });
    assert.deepEqual(routeChanges(before, after), [
      { change: "added", route: "ANY /all", parts: [] },
      { change: "removed", route: "DELETE /old", parts: [] },
      { change: "changed", route: "GET /users", parts: ["function", "authorization"] },
    ]);
  });

  it("are none where a route moves to an additional API", () => {
    const before = api({ "/reports/all": { get: operation("a") } });
    const moved = api({ "/all": { get: operation("a") } }).map((one) => ({
      ...one,
      inputs: { ...one.inputs, tags: { "listbackup:path": "/reports" } },
    }));
    assert.deepEqual(routeChanges(before, [...api({}), ...moved]), []);
  });

  it("are all of a first deployment", () => {
    assert.deepEqual(
      routeChanges([], api({ "/users": { get: operation("a") } })).map(({ change }) => change),
      ["added"],
    );
  });
});
