import { strict as assert } from "node:assert";
import {
  recover,
  type RecoveryPorts,
  type RecoveryRefreshResult,
} from "../../../../../automation/engine/recovery/recover";
import { UNREAD_MARK } from "../../../../../automation/engine/recovery/recoveryPlan";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";

const API = "aws:apigatewayv2/api:Api";
const api: ResourceState = { urn: "urn:api", type: API, custom: true, inputs: { name: "api" } };
const DONE: RecoveryRefreshResult = { kind: "succeeded", vanished: new Set() };

function interruptedState(...resources: readonly ResourceState[]): ExportedState {
  return { version: 3, deployment: { resources, pending_operations: [{ type: "creating", resource: api }] } };
}

/** Ports that record their calls. */
function ports(read: ExportedState | null, more: Partial<RecoveryPorts> = {}) {
  const calls: string[] = [];
  const written: ExportedState[] = [];
  const recoveryPorts: RecoveryPorts = {
    region: "us-west-2",
    account: "100000000001",
    read: () => Promise.resolve(read),
    write: (state) => {
      calls.push("write");
      written.push(state);
      return Promise.resolve();
    },
    refresh: (urns) => {
      calls.push(`refresh ${urns.join(",")}`);
      return Promise.resolve(DONE);
    },
    find: (search) => {
      calls.push(`find ${search}`);
      return Promise.resolve(["api-1"]);
    },
    inspect: () => Promise.resolve(null),
    ...more,
  };
  return { recoveryPorts, calls, written };
}

describe("a recovery", () => {
  for (const state of [null, { version: 3, deployment: { resources: [api] } }]) {
    it(`does nothing ${state === null ? "without a deployment" : "without an interrupted operation"}`, async () => {
      const { recoveryPorts, calls } = ports(state);
      assert.deepEqual([await recover(recoveryPorts), calls], [{ kind: "nothing" }, []]);
    });
  }

  it("searches, writes the state, then refreshes", async () => {
    const { recoveryPorts, calls } = ports(interruptedState());
    await recover(recoveryPorts);
    assert.deepEqual(calls, ["find api", "write", "refresh urn:api"]);
  });

  it("searches with the tags that the provider adds", async () => {
    const provider = "urn:pulumi:dev::p::pulumi:providers:aws::aws";
    const defaultTags = JSON.stringify({ tags: { Stage: "dev" } });
    const aws = { urn: provider, type: "pulumi:providers:aws", custom: true, id: "1", inputs: { defaultTags } };
    const resource = { ...api, provider: `${provider}::1`, inputs: { name: "api", tags: { own: "x" } } };
    const operation = { type: "creating" as const, resource };
    const searched: unknown[] = [];
    const { recoveryPorts } = ports(
      { version: 3, deployment: { resources: [aws], pending_operations: [operation] } },
      { find: (_search, wanted) => Promise.resolve((searched.push(wanted["tagsAll"]), [])) },
    );
    await recover(recoveryPorts);
    assert.deepEqual(searched, [{ Stage: "dev", own: "x" }]);
  });

  it("does not adopt a resource whose id is in the state", async () => {
    const { recoveryPorts, written } = ports(interruptedState({ ...api, urn: "urn:other", id: "api-1" }));
    await recover(recoveryPorts);
    assert.deepEqual(
      written[0]?.deployment.resources?.map(({ urn }) => urn),
      ["urn:other"],
    );
  });

  it("continues the refresh of an earlier recovery that was killed", async () => {
    const marked = { ...api, id: "api-1", initErrors: [UNREAD_MARK] };
    const { recoveryPorts, calls } = ports({ version: 3, deployment: { resources: [marked] } });
    await recover(recoveryPorts);
    assert.deepEqual(calls, ["refresh urn:api"]);
  });

  it("fails with the engine's message where the state cannot be written", async () => {
    const { recoveryPorts, calls } = ports(interruptedState(), {
      write: () => Promise.reject(new Error("stack is locked")),
    });
    assert.deepEqual(await recover(recoveryPorts), {
      kind: "failed",
      failures: [{ resource: null, message: "stack is locked" }],
    });
    assert.deepEqual(calls, ["find api"]);
  });

  it("does not overwrite the state of a running engine", async () => {
    const states = [interruptedState(), { version: 3, deployment: { resources: [api] } }];
    const { recoveryPorts, calls } = ports(null, { read: () => Promise.resolve(states.shift() ?? null) });
    const result = await recover(recoveryPorts);
    assert.deepEqual([result.kind, calls], ["failed", ["find api"]]);
  });

  it("keeps the inputs of interrupted operations", async () => {
    const unread = {
      urn: "urn:logs",
      type: "aws:cloudwatch/logGroup:LogGroup",
      custom: true,
      initErrors: [UNREAD_MARK],
    };
    const { recoveryPorts } = ports(interruptedState({ ...unread, id: "logs", inputs: { retentionInDays: 7 } }));
    const result = await recover(recoveryPorts);
    assert.deepEqual(result.kind === "recovered" && Object.fromEntries(result.report.intended), {
      "urn:api": { name: "api" },
      "urn:logs": { retentionInDays: 7 },
    });
  });

  it("reports resources that a refresh did not find", async () => {
    const notFound: RecoveryRefreshResult = { kind: "succeeded", vanished: new Set(["urn:api"]) };
    const { recoveryPorts } = ports(interruptedState(), { refresh: () => Promise.resolve(notFound) });
    const result = await recover(recoveryPorts);
    assert.deepEqual(result.kind === "recovered" && [...result.report.vanished], ["urn:api"]);
  });
});
