import { strict as assert } from "node:assert";
import { lazyEngine } from "../../../../../automation/engine/lazyEngine";
import type { Deployment } from "../../../../../automation/deployment/deployment";
import {
  keepUnsettledAdoptions,
  releaseAdopted,
} from "../../../../../automation/deployment/rollback/unsettledAdoptions";
import type { Change } from "../../../../../automation/engine/changes/change";
import type { Engine } from "../../../../../automation/engine/engine";

const change = (kind: Change["kind"], name: string): Change => ({
  kind,
  name,
  urn: `urn:${name}`,
  type: "aws:dynamodb/table:Table",
  phase: null,
  properties: [],
  losses: [],
});

/** An engine that previews these changes, and records what else it is asked. */
function engineWith(changes: readonly Change[]): { readonly engine: Engine; readonly calls: string[] } {
  const calls: string[] = [];
  const engine = {
    unprotect: (names: readonly string[]) => {
      calls.push(`unprotect ${names.join()}`);
      return Promise.resolve(names);
    },
    preview: () => Promise.resolve({ kind: "succeeded", changes, same: 0 }),
    forget: (names: readonly string[]) => {
      calls.push(`forget ${names.join()}`);
      return Promise.resolve(names);
    },
  } as unknown as Engine;
  return { engine, calls };
}

const deploymentWith = (more: Partial<Deployment>): Deployment =>
  ({
    context: { signal: new AbortController().signal, terminal: { warn: () => undefined, note: () => undefined } },
    ...more,
  }) as unknown as Deployment;

const program = (): Promise<Record<string, unknown>> => Promise.resolve({});

describe("a rollback from a deployment that adopted resources", () => {
  it("keeps those in AWS that the restored release does not have, and leaves the others", async () => {
    const { engine, calls } = engineWith([
      change("delete", "table-a"),
      change("update", "table-b"),
      change("delete", "queue-c"),
    ]);
    await keepUnsettledAdoptions(deploymentWith({ unsettledAdoptions: ["table-a", "table-b"] }), engine, program);
    assert.deepEqual(calls, ["unprotect table-a,table-b", "forget table-a"]);
  });

  it("previews nothing where nothing was adopted", async () => {
    const { engine, calls } = engineWith([change("delete", "table-a")]);
    await keepUnsettledAdoptions(deploymentWith({}), engine, program);
    assert.deepEqual(calls, []);
  });
});

describe("a deployment that is declined after an adoption", () => {
  it("removes from the state what it took over", async () => {
    const { engine, calls } = engineWith([]);
    const adopted = [{ name: "table-a", type: "aws:dynamodb/table:Table", id: "a" }];
    await releaseAdopted(deploymentWith({ adopted, engine: lazyEngine(() => Promise.resolve(engine)) }));
    assert.deepEqual(calls, ["forget table-a"]);
  });
});
