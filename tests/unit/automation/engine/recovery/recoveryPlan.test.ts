import { strict as assert } from "node:assert";
import { sortResources } from "../../../../../automation/engine/state/resourceOrder";
import {
  partialResources,
  planRecovery,
  UNREAD_MARK,
  type SearchResult,
} from "../../../../../automation/engine/recovery/recoveryPlan";
import type {
  ExportedState,
  PendingOperation,
  ResourceState,
} from "../../../../../automation/engine/state/exportedState";

const urn = (name: string): string => `urn:pulumi:dev::p::aws:sqs/queue:Queue::${name}`;

function queue(name: string, more: Partial<ResourceState> = {}): ResourceState {
  return { urn: urn(name), type: "aws:sqs/queue:Queue", custom: true, inputs: { name }, ...more };
}

function fn(values: Readonly<Record<string, unknown>>, initErrors: readonly string[] = []): ResourceState {
  return {
    urn: "urn:pulumi:dev::p::aws:lambda/function:Function::f",
    type: "aws:lambda/function:Function",
    custom: true,
    id: "f",
    inputs: values,
    outputs: values,
    initErrors,
  };
}

function stateOf(resources: readonly ResourceState[], ...pending: readonly PendingOperation[]): ExportedState {
  return { version: 3, deployment: { manifest: {}, resources, pending_operations: pending } };
}

const creating = (name: string, more: Partial<ResourceState> = {}): PendingOperation => ({
  type: "creating",
  resource: queue(name, more),
});

function planned(state: ExportedState, found: SearchResult = { kind: "absent" }): ReturnType<typeof planRecovery> {
  const making = state.deployment.pending_operations ?? [];
  return planRecovery(state, new Map(making.map((operation) => [operation, found])));
}

const FOUND: SearchResult = { kind: "id", id: "new" };

describe("the plan of a recovery", () => {
  it("adopts an existing resource into the state under its id, to be read", () => {
    const { state, unread } = planned(stateOf([], creating("a")), FOUND);
    assert.deepEqual(state.deployment.resources, [
      queue("a", { id: "new", outputs: { name: "a" }, initErrors: [UNREAD_MARK] }),
    ]);
    assert.deepEqual(unread, [urn("a")]);
  });

  it("leaves no pending operation", () => {
    assert.deepEqual(Object.keys(planned(stateOf([], creating("a"))).state.deployment), ["manifest", "resources"]);
  });

  it("keeps secrets as the engine wrote them", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x:y" };
    const { state } = planned(stateOf([], creating("a", { inputs: { name: "a", value: secret } })), FOUND);
    assert.deepEqual(state.deployment.resources?.[0]?.inputs?.["value"], secret);
  });

  it("drops a resource that does not exist", () => {
    const { state, interrupted } = planned(stateOf([queue("b", { id: "b" })], creating("a")));
    assert.deepEqual(state.deployment.resources, [queue("b", { id: "b" })]);
    assert.deepEqual(
      interrupted.map(({ result }) => result),
      ["again"],
    );
  });

  it("does not adopt a resource whose parent does not exist", () => {
    const { state, interrupted } = planned(stateOf([], creating("a", { parent: urn("absent") })), FOUND);
    assert.deepEqual([state.deployment.resources, interrupted.map(({ result }) => result)], [[], ["again"]]);
  });

  it("drops references to resources that do not exist", () => {
    const more = { dependencies: [urn("absent"), urn("b")], propertyDependencies: { name: [urn("absent")] } };
    const { state } = planned(stateOf([queue("b", { id: "b" })], creating("a", more)), FOUND);
    const adopted = state.deployment.resources?.find(({ id }) => id === "new");
    assert.deepEqual([adopted?.dependencies, adopted?.propertyDependencies], [[urn("b")], { name: [] }]);
  });

  it("marks the replaced resource for deletion", () => {
    const { state } = planned(stateOf([queue("a", { id: "old" })], creating("a")), FOUND);
    assert.deepEqual(
      state.deployment.resources?.map(({ id, delete: waits }) => [id, waits]),
      [
        ["new", undefined],
        ["old", true],
      ],
    );
  });

  it("removes a resource that was deleted to be replaced", () => {
    const { state } = planned(stateOf([queue("a", { id: "old", pendingReplacement: true })], creating("a")), FOUND);
    assert.deepEqual(
      state.deployment.resources?.map(({ id }) => id),
      ["new"],
    );
  });

  it("keeps a resource whose id is already in the state", () => {
    const { state, interrupted } = planned(stateOf([queue("a", { id: "new" })], creating("a")), FOUND);
    assert.deepEqual(state.deployment.resources, [queue("a", { id: "new", initErrors: [UNREAD_MARK] })]);
    assert.deepEqual(
      interrupted.map(({ result }) => result),
      ["kept"],
    );
  });

  for (const type of ["updating", "deleting"] as const) {
    it(`reads a resource again that it was ${type}`, () => {
      const known = queue("a", { id: "a" });
      assert.deepEqual(planned(stateOf([known], { type, resource: known })).unread, [urn("a")]);
    });
  }

  it("writes a function's code again after an interrupted update", () => {
    const known = fn({ sourceCodeHash: "abc", memorySize: 128 });
    const [resource] =
      planned(stateOf([known], { type: "updating", resource: known })).state.deployment.resources ?? [];
    assert.deepEqual(
      [resource?.inputs, resource?.outputs],
      [
        { sourceCodeHash: "interrupted", memorySize: 128 },
        { sourceCodeHash: "interrupted", memorySize: 128 },
      ],
    );
  });

  it("takes a function's code from AWS where its newest version contains it", () => {
    const known = fn({ sourceCodeHash: "abc" });
    const state = stateOf([known], { type: "updating", resource: known });
    const plan = planRecovery(state, new Map(), new Map([[known.urn, { sourceCodeHash: "def" }]]));
    assert.deepEqual(plan.state.deployment.resources?.[0]?.inputs, { sourceCodeHash: "def" });
  });

  it("reads a partially created resource again, and only once", () => {
    const failed = fn({ sourceCodeHash: "abc" }, ["not authorized"]);
    const { state, unread, interrupted } = planned(stateOf([failed]));
    assert.deepEqual(
      [
        unread,
        state.deployment.resources?.[0]?.initErrors,
        partialResources(state),
        interrupted.map(({ result }) => result),
      ],
      [[failed.urn], [UNREAD_MARK], [], ["kept"]],
    );
  });

  it("does not read a replaced resource that is to be deleted", () => {
    const old = queue("a", { id: "old", delete: true });
    assert.deepEqual(planned(stateOf([old], { type: "deleting", resource: old })).unread, []);
  });

  it("does not report components, which do not exist in AWS", () => {
    const component = { urn: urn("c"), type: "listbackup:phase:Gateway", custom: false };
    assert.deepEqual(planned(stateOf([], { type: "creating", resource: component })).interrupted, []);
  });

  it("reports a type without an identity", () => {
    const { interrupted } = planRecovery(stateOf([], creating("a")), new Map());
    assert.deepEqual(
      interrupted.map(({ result }) => result),
      ["unknown"],
    );
  });
});

describe("the order of a state", () => {
  it("has each resource after its dependencies, parent and provider, and is otherwise kept", () => {
    const resources = [
      queue("by-property", { propertyDependencies: { arn: [urn("z")] } }),
      queue("child", { parent: urn("parent"), provider: `${urn("provider")}::id` }),
      queue("first"),
      queue("z", { dependencies: [urn("first")] }),
      queue("parent"),
      queue("provider"),
    ];
    assert.deepEqual(
      sortResources(resources).map((resource) => resource.urn.split("::").at(-1)),
      ["first", "z", "by-property", "parent", "provider", "child"],
    );
  });

  it("has resources to be deleted last", () => {
    const old = queue("a", { id: "old", delete: true });
    assert.deepEqual(sortResources([old, queue("a"), queue("b")]).at(-1), old);
  });
});
