import { strict as assert } from "node:assert";
import type { Journal, JournalEntry } from "../../../../../automation/engine/journal/journal";
import { withJournals } from "../../../../../automation/engine/journal/journaledState";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";

const urn = (name: string, parent = ""): string => `urn:pulumi:dev::p::${parent}aws:sqs/queue:Queue::${name}`;
const PROVIDER = "urn:pulumi:dev::p::pulumi:providers:aws::aws";

function saved(name: string, more: Partial<ResourceState> = {}): ResourceState {
  return { urn: urn(name), type: "aws:sqs/queue:Queue", custom: true, id: name, inputs: { name }, ...more };
}

function entry(operation: JournalEntry["operation"], name: string, more: Partial<JournalEntry> = {}): JournalEntry {
  const inputs = { name, delay: 1 };
  const type = "aws:sqs/queue:Queue";
  return { urn: urn(name), operation, type, custom: true, inputs, additionalSecretOutputs: [], ...more };
}

function journal(entries: readonly JournalEntry[], deletions: readonly string[] | "all" = []): Journal {
  return {
    header: { schema: 1, operation: "up", startedAt: 0, deletions },
    entries,
  };
}

const stateOf = (...resources: readonly ResourceState[]): ExportedState => ({ version: 3, deployment: { resources } });

function pending(state: ExportedState | null, ...journals: readonly Journal[]): readonly (readonly string[])[] {
  const { pending_operations: operations = [] } = withJournals(state, journals)?.deployment ?? {};
  return operations.map(({ type, resource: { urn, inputs = {} } }) => [type, urn, String(inputs["delay"])]);
}

describe("a state with the journal of a run that did not end", () => {
  it("has a pending creation", () => {
    assert.deepEqual(pending(stateOf(), journal([entry("create", "a")])), [["creating", urn("a"), "1"]]);
  });

  it("has a pending creation where the engine had saved no state yet", () => {
    assert.deepEqual(pending(null, journal([entry("create", "a")])), [["creating", urn("a"), "1"]]);
  });

  it("has a pending update with the inputs of the run", () => {
    assert.deepEqual(pending(stateOf(saved("a")), journal([entry("update", "a")])), [["updating", urn("a"), "1"]]);
  });

  it("has both resources of a replacement", () => {
    assert.deepEqual(pending(stateOf(saved("a")), journal([entry("replace", "a")], [urn("a")])), [
      ["deleting", urn("a"), "undefined"],
      ["updating", urn("a"), "1"],
      ["creating", urn("a"), "1"],
    ]);
  });

  it("has an update of the resource that an alias names", () => {
    const moved = entry("update", "a", { urn: urn("a", "my:index:C$") });
    assert.deepEqual(pending(stateOf(saved("a")), journal([moved])), [["updating", urn("a"), "1"]]);
  });

  it("has a creation beside a resource of the same name that another parent has", () => {
    const other = entry("create", "a", { urn: urn("a", "my:index:C$") });
    assert.deepEqual(pending(stateOf(saved("a")), journal([other])), [["creating", urn("a", "my:index:C$"), "1"]]);
  });

  it("has the planned deletions", () => {
    assert.deepEqual(pending(stateOf(saved("a"), saved("b")), journal([], [urn("b"), urn("gone")])), [
      ["deleting", urn("b"), "undefined"],
    ]);
  });

  it("has a pending deletion of everything after a destruction", () => {
    assert.deepEqual(
      pending(stateOf(saved("a"), saved("b"), saved("c", { delete: true })), journal([], "all")).map(([, of]) => of),
      [urn("a"), urn("b")],
    );
  });

  it("reads a creation that the engine saved later", () => {
    assert.deepEqual(pending(stateOf(saved("a")), journal([entry("create", "a")])), [["updating", urn("a"), "1"]]);
  });

  it("is unchanged by a run that began nothing", () => {
    const state = stateOf(saved("a"));
    assert.equal(withJournals(state, [journal([])]), state);
  });

  it("has the provider, by the id that its resources have", () => {
    const provider = entry("none", "", { urn: PROVIDER, type: "pulumi:providers:aws" });
    const state = withJournals(null, [journal([provider, entry("create", "a", { provider: `${PROVIDER}::1` })])]);
    assert.deepEqual(
      state?.deployment.resources?.map(({ urn: of, id }) => [of, id]),
      [[PROVIDER, "1"]],
    );
  });

  it("keeps the id of a provider that it has", () => {
    const known = { urn: PROVIDER, type: "pulumi:providers:aws", custom: true, id: "old" };
    const state = withJournals(stateOf(known), [journal([entry("create", "a", { provider: `${PROVIDER}::new` })])]);
    assert.deepEqual(
      state?.deployment.pending_operations?.map(({ resource }) => resource.provider),
      [`${PROVIDER}::old`],
    );
  });
});
