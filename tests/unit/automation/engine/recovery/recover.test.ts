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

/** Ports that write down what is asked of them. */
function ports(read: ExportedState | null, more: Partial<RecoveryPorts> = {}) {
  const asked: string[] = [];
  const written: ExportedState[] = [];
  const made: RecoveryPorts = {
    region: "us-west-2",
    account: "100000000001",
    read: () => Promise.resolve(read),
    write: (state) => {
      asked.push("write");
      written.push(state);
      return Promise.resolve();
    },
    refresh: (urns) => {
      asked.push(`refresh ${urns.join(",")}`);
      return Promise.resolve(DONE);
    },
    find: (search) => {
      asked.push(`find ${search}`);
      return Promise.resolve(["api-1"]);
    },
    inspect: () => Promise.resolve(null),
    ...more,
  };
  return { made, asked, written };
}

describe("a recovery", () => {
  for (const state of [null, { version: 3, deployment: { resources: [api] } }]) {
    it(`has nothing to do ${state === null ? "if there is no deployment" : "where nothing was interrupted"}`, async () => {
      const { made, asked } = ports(state);
      assert.deepEqual([await recover(made), asked], [{ kind: "nothing" }, []]);
    });
  }

  it("looks, writes the state, then reads back", async () => {
    const { made, asked } = ports(interruptedState());
    await recover(made);
    assert.deepEqual(asked, ["find api", "write", "refresh urn:api"]);
  });

  it("does not take for new what the state knows by its id", async () => {
    const { made, written } = ports(interruptedState({ ...api, urn: "urn:other", id: "api-1" }));
    await recover(made);
    assert.deepEqual(
      written[0]?.deployment.resources?.map(({ urn }) => urn),
      ["urn:other"],
    );
  });

  it("takes up the reading where an earlier recovery was killed", async () => {
    const marked = { ...api, id: "api-1", initErrors: [UNREAD_MARK] };
    const { made, asked } = ports({ version: 3, deployment: { resources: [marked] } });
    await recover(made);
    assert.deepEqual(asked, ["refresh urn:api"]);
  });

  it("fails in the engine's words where the state cannot be written", async () => {
    const { made, asked } = ports(interruptedState(), { write: () => Promise.reject(new Error("stack is locked")) });
    assert.deepEqual(await recover(made), {
      kind: "failed",
      failures: [{ resource: null, message: "stack is locked" }],
    });
    assert.deepEqual(asked, ["find api"]);
  });

  it("writes nothing over the state of a run that is still going", async () => {
    const states = [interruptedState(), { version: 3, deployment: { resources: [api] } }];
    const { made, asked } = ports(null, { read: () => Promise.resolve(states.shift() ?? null) });
    const result = await recover(made);
    assert.deepEqual([result.kind, asked], ["failed", ["find api"]]);
  });

  it("keeps what interrupted operations were to give", async () => {
    const unread = {
      urn: "urn:logs",
      type: "aws:cloudwatch/logGroup:LogGroup",
      custom: true,
      initErrors: [UNREAD_MARK],
    };
    const { made } = ports(interruptedState({ ...unread, id: "logs", inputs: { retentionInDays: 7 } }));
    const result = await recover(made);
    assert.deepEqual(result.kind === "recovered" && Object.fromEntries(result.report.intended), {
      "urn:api": { name: "api" },
      "urn:logs": { retentionInDays: 7 },
    });
  });

  it("tells what a read did not find", async () => {
    const gone: RecoveryRefreshResult = { kind: "succeeded", vanished: new Set(["urn:api"]) };
    const { made } = ports(interruptedState(), { refresh: () => Promise.resolve(gone) });
    const result = await recover(made);
    assert.deepEqual(result.kind === "recovered" && [...result.report.vanished], ["urn:api"]);
  });
});
