import { strict as assert } from "node:assert";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as fc from "fast-check";
import { parseJournal } from "../../../../../automation/engine/journal/journal";
import { withJournals } from "../../../../../automation/engine/journal/journaledState";
import { JournalWriter } from "../../../../../automation/engine/journal/journalWriter";
import { writeBeforeRegistration } from "../../../../../automation/engine/journal/journaledProgram";
import type { RegistrationRequest } from "../../../../../automation/engine/program/registration";
import type { PlannedOperation } from "../../../../../automation/engine/journal/runPlan";
import { propertyParameters } from "../../../../support/property";

const STACK = { project: "p", name: "dev" };
const HEADER = { schema: 1, operation: "up", startedAt: 0, deletions: [] } as const;
const urn = (name: string): string => `urn:pulumi:dev::p::aws:sqs/queue:Queue::${name}`;

function request(name: string): RegisterResourceRequest {
  const made = new RegisterResourceRequest();
  made.setType("aws:sqs/queue:Queue");
  made.setName(name);
  made.setCustom(true);
  made.setObject(Struct.fromJavaScript({ name }));
  return made;
}

type Callback = (error: unknown) => void;

/** The engine's side: begins the operation of each resource that is registered. */
class FakeMonitor {
  readonly begun: string[] = [];

  registerResource(of: RegistrationRequest, callback: Callback): void {
    this.begun.push(of.getName());
    callback(null);
  }
}

/** A store that never answers after some objects: the machine is gone. */
function storeUntil(limit: number): { objects: string[]; store: (n: number, content: string) => Promise<void> } {
  const objects: string[] = [];
  const store = (_number: number, content: string): Promise<void> => {
    if (objects.length >= limit) return new Promise(() => undefined);
    objects.push(content);
    return Promise.resolve();
  };
  return { objects, store };
}

describe("registrations with a journal", () => {
  it("fail where the journal cannot be written, and the engine does not learn of the resource", async () => {
    const monitor = new FakeMonitor();
    const writer = new JournalWriter(() => Promise.reject(new Error("denied")), { operationOf: () => "create" });
    writeBeforeRegistration(monitor, STACK, writer);
    const error = await new Promise<unknown>((resolve) => {
      monitor.registerResource(request("a"), resolve);
    });
    assert.deepEqual([(error as Error).message, monitor.begun], ["the journal could not be written: denied", []]);
  });

  it("leave every operation that began as pending, whenever the machine goes", async () => {
    const operation = fc.constantFrom<PlannedOperation>("create", "update", "replace", "same");
    const runs = fc.record({
      operations: fc.array(operation, { maxLength: 12 }),
      bursts: fc.array(fc.nat({ max: 4 }), { maxLength: 12 }),
      limit: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ operations, bursts, limit }) => {
        const byUrn = new Map(operations.map((one, index) => [urn(String(index)), one]));
        const { objects, store } = storeUntil(limit);
        const monitor = new FakeMonitor();
        const writer = new JournalWriter(store, { operationOf: (of) => byUrn.get(of) ?? "create" });
        await writer.begin(HEADER);
        writeBeforeRegistration(monitor, STACK, writer);
        for (const [index] of operations.entries()) {
          monitor.registerResource(request(String(index)), () => undefined);
          for (let turn = bursts[index] ?? 0; turn > 0; turn -= 1) await new Promise(setImmediate);
        }
        await new Promise(setImmediate);
        const resources = operations.flatMap((one, index) =>
          one === "create"
            ? []
            : [{ urn: urn(String(index)), type: "aws:sqs/queue:Queue", custom: true, id: String(index) }],
        );
        const state = withJournals({ version: 3, deployment: { resources } }, [
          parseJournal({ header: objects[0] ?? null, batches: objects.slice(1) }),
        ]);
        const pending = new Set(state?.deployment.pending_operations?.map(({ resource }) => resource.urn));
        const lost = monitor.begun.filter((name) => byUrn.get(urn(name)) !== "same" && !pending.has(urn(name)));
        assert.deepEqual(lost, []);
      }),
      propertyParameters(200),
    );
  });
});
