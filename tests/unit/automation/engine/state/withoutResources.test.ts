import { strict as assert } from "node:assert";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";
import { withoutResources } from "../../../../../automation/engine/state/stateEdits";

const urn = (name: string): string => `urn:pulumi:dev::p::aws:s3/bucket:Bucket::${name}`;
const resource = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: urn(name),
  type: "aws:s3/bucket:Bucket",
  custom: true,
  ...more,
});
const stateOf = (...resources: readonly ResourceState[]): ExportedState => ({ version: 3, deployment: { resources } });

describe("a state without a resource", () => {
  it("lacks what is below it too", () => {
    const edited = withoutResources(
      stateOf(resource("a"), resource("b", { parent: urn("a") }), resource("c", { parent: urn("b") }), resource("d")),
      ["a"],
    );
    assert.deepEqual(edited?.urns, [urn("a"), urn("b"), urn("c")]);
    assert.deepEqual(edited.state.deployment.resources, [resource("d")]);
  });

  it("has no reference to it", () => {
    const edited = withoutResources(
      stateOf(
        resource("a"),
        resource("b"),
        resource("c", {
          dependencies: [urn("a"), urn("b")],
          propertyDependencies: { bucket: [urn("a")], policy: null },
          deletedWith: urn("a"),
        }),
      ),
      ["a"],
    );
    assert.deepEqual(edited?.state.deployment.resources, [
      resource("b"),
      resource("c", { dependencies: [urn("b")], propertyDependencies: { bucket: [], policy: null } }),
    ]);
  });

  it("is no edit where there is no such resource", () => {
    assert.equal(withoutResources(stateOf(resource("a")), ["b"]), null);
  });
});
