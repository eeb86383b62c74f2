import { strict as assert } from "node:assert";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as fc from "fast-check";
import { parseJournal } from "../../../../../automation/engine/journal/journal";
import { withJournals } from "../../../../../automation/engine/journal/journaledState";
import { JournalWriter } from "../../../../../automation/engine/journal/journalWriter";
import { writeBeforeRegistration } from "../../../../../automation/engine/journal/journaledProgram";
import type { RegistrationRequest } from "../../../../../automation/engine/program/registration";
import { recover, type RecoveryPorts } from "../../../../../automation/engine/recovery/recover";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";
import { propertyParameters } from "../../../../support/property";

const STACK = { project: "p", name: "dev" };
const KILLED = new Error("killed");

/** A resource with an id that follows from its name, or one whose id AWS gives. */
const TYPES = { named: "aws:iam/role:Role", given: "aws:apigatewayv2/api:Api" } as const;

interface Planned {
  readonly kind: keyof typeof TYPES;
  /** `replace`: the new one first where AWS gives the id, otherwise the deletion first. */
  readonly operation: "create" | "update" | "replace" | "delete" | "same";
}

const nameOf = (index: number): string => `r${String(index)}`;
const urnOf = ({ kind }: Planned, index: number): string => `urn:pulumi:dev::p::${TYPES[kind]}::${nameOf(index)}`;

/** AWS, and the machine that goes after so many changes of it. */
class FakeAws {
  /** Name and version by type and id. */
  readonly resources = new Map<string, { readonly name: string; readonly version: number }>();
  #changes: number;
  #ids = 0;

  constructor(changesUntilKill: number) {
    this.#changes = changesUntilKill;
  }

  create({ kind }: Planned, name: string): string {
    this.#ids += 1;
    const id = kind === "named" ? name : `id-${String(this.#ids)}`;
    this.resources.set(`${TYPES[kind]} ${id}`, { name, version: this.#ids });
    return id;
  }

  change(work: () => void): void {
    if (this.#changes === 0) throw KILLED;
    this.#changes -= 1;
    work();
  }
}

function stateOf(planned: readonly Planned[], aws: FakeAws): ExportedState {
  const resources = planned.flatMap((one, index) => {
    if (one.operation === "create") return [];
    const name = nameOf(index);
    const id = aws.create(one, name);
    return [{ urn: urnOf(one, index), type: TYPES[one.kind], custom: true, id, inputs: { name } }];
  });
  return { version: 3, deployment: { resources } };
}

/** The engine: works on a resource when it is registered, and deletes at the end. */
async function runUntilKill(planned: readonly Planned[], state: ExportedState, aws: FakeAws): Promise<string[]> {
  const objects: string[] = [];
  const byUrn = new Map(planned.map((one, index) => [urnOf(one, index), one.operation]));
  const writer = new JournalWriter((_number, content) => Promise.resolve(void objects.push(content)), {
    operationOf: (urn) => {
      const operation = byUrn.get(urn) ?? "create";
      return operation === "delete" ? "update" : operation;
    },
  });
  const deletions = [...byUrn].flatMap(([urn, operation]) =>
    operation === "delete" || operation === "replace" ? [urn] : [],
  );
  await writer.begin({ schema: 1, operation: "up", startedAt: 0, deletions });
  const keys = new Map(state.deployment.resources?.map(({ urn, type, id }) => [urn, `${type} ${id ?? ""}`]));
  const atEnd: string[] = [];
  const monitor = {
    registerResource(request: RegistrationRequest, callback: (error: unknown) => void): void {
      const index = Number(request.getName().slice(1));
      const one = planned[index];
      assert.ok(one !== undefined);
      const key = keys.get(urnOf(one, index)) ?? "";
      try {
        if (one.operation === "replace" && one.kind === "named") aws.change(() => aws.resources.delete(key));
        if (one.operation === "replace" && one.kind === "given") atEnd.push(key);
        if (one.operation === "update") aws.change(() => aws.resources.set(key, { name: nameOf(index), version: 99 }));
        if (one.operation === "replace" || one.operation === "create") aws.change(() => aws.create(one, nameOf(index)));
        callback(null);
      } catch (error) {
        callback(error);
      }
    },
  };
  writeBeforeRegistration(monitor, STACK, writer);
  for (const [index, one] of planned.entries()) {
    if (one.operation === "delete") continue;
    const request = new RegisterResourceRequest();
    request.setType(TYPES[one.kind]);
    request.setName(nameOf(index));
    request.setCustom(true);
    request.setObject(Struct.fromJavaScript({ name: nameOf(index) }));
    const error = await new Promise<unknown>((resolve) => {
      monitor.registerResource(request, resolve);
    });
    if (error === KILLED) return objects;
  }
  const deleted = planned.flatMap((one, index) =>
    one.operation === "delete" ? [keys.get(urnOf(one, index)) ?? ""] : [],
  );
  try {
    for (const key of [...deleted, ...atEnd]) aws.change(() => aws.resources.delete(key));
  } catch (error) {
    assert.equal(error, KILLED);
  }
  return objects;
}

/** @returns the state after the recovery */
async function recovered(saved: ExportedState, objects: readonly string[], aws: FakeAws): Promise<ExportedState> {
  const [header = null, ...batches] = objects;
  let state = saved;
  const keyOf = ({ type, id = "" }: ResourceState): string => `${type} ${id}`;
  const ports: RecoveryPorts = {
    region: "us-west-2",
    account: "1",
    read: () => Promise.resolve(withJournals(state, [parseJournal({ header, batches })])),
    write: (written) => Promise.resolve(void (state = written)),
    refresh: (urns) => {
      const old = state.deployment.resources ?? [];
      const isGone = (one: ResourceState): boolean =>
        urns.includes(one.urn) && one.delete !== true && !aws.resources.has(keyOf(one));
      const resources = old.filter((one) => !isGone(one)).map(({ initErrors: _read, ...others }) => others);
      state = { ...state, deployment: { ...state.deployment, resources } };
      return Promise.resolve({ kind: "succeeded", vanished: new Set(old.filter(isGone).map(({ urn }) => urn)) });
    },
    find: (_search, { name }) =>
      Promise.resolve(
        [...aws.resources]
          .filter(([key, one]) => key.startsWith(`${TYPES.given} `) && one.name === name)
          .sort(([, a], [, b]) => b.version - a.version)
          .map(([key]) => key.split(" ")[1] ?? ""),
      ),
    inspect: () => Promise.resolve(null),
  };
  await recover(ports);
  return state;
}

describe("a run with a journal that is killed at any change of AWS", () => {
  it("is recovered: the state has each resource of AWS once, and no other", async () => {
    const planned: fc.Arbitrary<Planned> = fc.record({
      kind: fc.constantFrom("named", "given"),
      operation: fc.constantFrom("create", "update", "replace", "delete", "same"),
    });
    const runs = fc.record({ planned: fc.array(planned, { maxLength: 8 }), kill: fc.nat({ max: 16 }) });
    await fc.assert(
      fc.asyncProperty(runs, async ({ planned, kill }) => {
        const aws = new FakeAws(kill);
        const saved = stateOf(planned, aws);
        const objects = await runUntilKill(planned, saved, aws);
        const { resources = [] } = (await recovered(saved, objects, aws)).deployment;
        const known = resources.filter(
          (one) => one.delete !== true || aws.resources.has(`${one.type} ${one.id ?? ""}`),
        );
        assert.deepEqual(known.map(({ type, id = "" }) => `${type} ${id}`).sort(), [...aws.resources.keys()].sort());
      }),
      propertyParameters(500),
    );
  });
});
