import { strict as assert } from "node:assert";
import { Provider } from "@pulumi/aws/provider";
import * as sqs from "@pulumi/aws/sqs";
import { planCreations } from "../../../../automation/deployment/creationsOnly";
import type { Deployment, Planned } from "../../../../automation/deployment/deployment";
import type { UpRequest } from "../../../../automation/deployment/request";
import type { Engine } from "../../../../automation/engine/engine";
import type { ResourceState } from "../../../../automation/engine/state/exportedState";

const QUEUE = "urn:pulumi:dev::listbackup-backend::aws:sqs/queue:Queue::a";
const NONE = { replace: [], delete: [] };

function program(): Promise<Record<string, unknown>> {
  const provider = new Provider("own", { region: "us-west-2" });
  new sqs.Queue("a", { name: "a" }, { provider });
  return Promise.resolve({});
}

interface Case {
  readonly request?: Partial<UpRequest>;
  readonly more?: Partial<Deployment>;
  readonly state?: readonly ResourceState[];
  readonly of?: () => Promise<Record<string, unknown>>;
}

function plan({ request, more, state = [], of = program }: Case): Promise<Planned | null> {
  const engine = {
    exportState: () => Promise.resolve({ version: 3, deployment: { resources: state } }),
  } as unknown as Engine;
  const deployment = {
    context: { terminal: { note: () => undefined, detail: () => undefined } },
    session: { stage: { name: "dev" } },
    request: { approved: true, full: false, allow: NONE, adopt: [], ...request },
    lease: {},
    ...more,
  } as unknown as Deployment;
  return planCreations(deployment, engine, of);
}

describe("the plan of a first deployment that was approved beforehand", () => {
  it("creates all resources of the program, and may create no others", async () => {
    const planned = await plan({});
    assert.deepEqual(
      planned?.changes.map(({ kind, urn }) => [kind, urn]),
      [["create", QUEUE]],
    );
    assert.deepEqual(planned?.resources[0]?.inputs, { name: "a" });
    assert.ok(planned?.limit.kind === "creations");
    assert.ok(planned.limit.urns.includes(QUEUE));
  });

  const previewed: Readonly<Record<string, Case>> = {
    "a user decides on the preview": { request: { approved: false } },
    "Pulumi is asked for": { request: { full: true } },
    "a loss is allowed": { request: { allow: { ...NONE, delete: ["queue-a"] } } },
    "something is taken over": { request: { adopt: [{ name: "queue-a", id: "a" }] } },
    "it is only a preview": { more: { lease: undefined } as unknown as Partial<Deployment> },
    "a release is restored": { more: { origin: { kind: "rollback", to: 1, automatic: false } } },
    "traffic has shifted": { more: { gradual: { whole: [], shifts: [] } } },
    "the state has a resource": { state: [{ urn: QUEUE, type: "aws:sqs/queue:Queue", custom: true, id: "a" }] },
    "the program reads AWS": {
      of: async () => {
        await sqs.getQueue({ name: "a" }, { provider: new Provider("own", {}) });
        return {};
      },
    },
    "the program fails": { of: () => Promise.reject(new Error("no stage")) },
  };
  for (const [why, one] of Object.entries(previewed))
    it(`is Pulumi's where ${why}`, async () => {
      assert.equal(await plan(one), null);
    });
});
