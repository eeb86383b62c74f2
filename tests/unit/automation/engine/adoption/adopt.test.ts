import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { adopt, type AdoptionPorts } from "../../../../../automation/engine/adoption/adopt";
import { parseAdoptions } from "../../../../../automation/engine/adoption/adoption";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";
import { DeployError } from "../../../../../model/errors";

const URN = "urn:pulumi:dev::listbackup::";
const STACK = `${URN}pulumi:pulumi:Stack::listbackup-dev`;
const PROVIDER = `${URN}pulumi:providers:aws::aws`;
const COMPONENT = `${URN}listbackup:phase:CoreInfrastructure::core`;
const TABLE = `${URN}listbackup:phase:CoreInfrastructure$aws:dynamodb/table:Table::table-users`;
const ROLE = `${URN}aws:iam/role:Role::role-users`;
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Planned {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const creation = ({ urn, type, custom = true, parent = "", provider = "", inputs = {} }: Planned): EngineEvent =>
  ({
    resourcePreEvent: {
      metadata: { op: "create", urn, type, provider, new: { urn, type, custom, parent, provider, inputs } },
    },
  }) as unknown as EngineEvent;

const PLAN: readonly EngineEvent[] = [
  creation({ urn: STACK, type: "pulumi:pulumi:Stack", custom: false }),
  creation({ urn: PROVIDER, type: "pulumi:providers:aws", parent: STACK, inputs: { region: "us-west-2" } }),
  creation({ urn: COMPONENT, type: "listbackup:phase:CoreInfrastructure", custom: false, parent: STACK }),
  creation({
    urn: TABLE,
    type: "aws:dynamodb/table:Table",
    parent: COMPONENT,
    provider: `${PROVIDER}::${UNKNOWN}`,
    inputs: { name: "listbackup-dev-users" },
  }),
  creation({
    urn: ROLE,
    type: "aws:iam/role:Role",
    parent: STACK,
    provider: `${PROVIDER}::${UNKNOWN}`,
    inputs: { name: "listbackup-dev-users-role", description: "[secret]" },
  }),
];

/** An engine whose refresh adds these outputs, or finds nothing. */
function ports(
  outputs: Readonly<Record<string, unknown>> | null,
  before: ExportedState | null = null,
): { readonly adoptionPorts: AdoptionPorts; readonly written: ExportedState[] } {
  const written: ExportedState[] = [];
  const state = (): ExportedState | null => written.at(-1) ?? before;
  const read = (resource: ResourceState): ResourceState =>
    resource.urn === TABLE && outputs !== null ? { ...resource, outputs } : resource;
  return {
    written,
    adoptionPorts: {
      stage: "dev",
      region: "us-west-2",
      account: "100000000001",
      idForm: "state",
      preview: () => Promise.resolve({ kind: "succeeded", events: PLAN }),
      read: () => Promise.resolve(state()),
      write: (next) => {
        written.push(next);
        return Promise.resolve();
      },
      refresh: (urns) => {
        const now = state();
        const resources = (now?.deployment.resources ?? []).map(read);
        if (outputs !== null && now !== null) written.push({ ...now, deployment: { ...now.deployment, resources } });
        return Promise.resolve({ kind: "succeeded", vanished: new Set(outputs === null ? urns : []) });
      },
    },
  };
}

const REQUEST = parseAdoptions(["table-users=listbackup-dev-users"]);
const ARN = "arn:aws:dynamodb:us-west-2:100000000001:table/listbackup-dev-users";

async function refusal(run: Promise<unknown>): Promise<DeployError> {
  const error: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DeployError, String(error));
  return error;
}

describe("an adoption", () => {
  it("imports the resource with what is above it, protected", async () => {
    const { adoptionPorts, written } = ports({ arn: ARN });
    assert.deepEqual(await adopt(REQUEST, adoptionPorts), {
      kind: "adopted",
      resources: [{ name: "table-users", type: "aws:dynamodb/table:Table", id: "listbackup-dev-users" }],
    });
    const [first] = written;
    assert.deepEqual(
      first?.deployment.resources?.map(({ urn }) => urn),
      [STACK, COMPONENT, PROVIDER, TABLE],
    );
    const provider = first.deployment.resources?.find(({ urn }) => urn === PROVIDER);
    const table = first.deployment.resources?.find(({ urn }) => urn === TABLE);
    assert.deepEqual(
      [table?.id, table?.provider, table?.protect, table?.inputs, table?.outputs],
      ["listbackup-dev-users", `${PROVIDER}::${provider?.id ?? ""}`, true, {}, {}],
    );
  });

  it("takes the physical name too", async () => {
    const { adoptionPorts } = ports({ arn: ARN });
    const result = await adopt(parseAdoptions(["listbackup-dev-users=listbackup-dev-users"]), adoptionPorts);
    assert.equal(result.kind === "adopted" ? result.resources[0]?.name : result.kind, "table-users");
  });

  it("may be repeated", async () => {
    const own = { urn: TABLE, type: "aws:dynamodb/table:Table", custom: true, id: "listbackup-dev-users" };
    const { adoptionPorts, written } = ports({ arn: ARN }, { version: 3, deployment: { resources: [own] } });
    assert.deepEqual([await adopt(REQUEST, adoptionPorts), written.length], [{ kind: "adopted", resources: [] }, 0]);
  });

  const REFUSED: readonly (readonly [what: string, request: string, code: string, message: RegExp])[] = [
    ["an unknown name", "table-usrs=listbackup-dev-users", "USAGE", /Did you mean "table-users"\?/],
    ["another name's id", "table-users=other", "ADOPTION", /another resource: this one is listbackup-dev-users/],
    ["a resource with secret values", "role-users=listbackup-dev-users-role", "ADOPTION", /has secret values/],
  ];
  for (const [what, request, code, message] of REFUSED)
    it(`refuses ${what}, and writes nothing`, async () => {
      const { adoptionPorts, written } = ports({ arn: ARN });
      const error = await refusal(adopt(parseAdoptions([request]), adoptionPorts));
      assert.deepEqual([error.code, written.length], [code, 0]);
      assert.match(error.what, message);
    });

  it("refuses an id that the state has under another name, and writes nothing", async () => {
    const other = { urn: `${TABLE}-2`, type: "aws:dynamodb/table:Table", custom: true, id: "listbackup-dev-users" };
    const { adoptionPorts, written } = ports({ arn: ARN }, { version: 3, deployment: { resources: [other] } });
    const error = await refusal(adopt(REQUEST, adoptionPorts));
    assert.deepEqual([error.code, written.length], ["ADOPTION", 0]);
  });

  const RESTORED: readonly (readonly [
    what: string,
    outputs: Readonly<Record<string, unknown>> | null,
    message: RegExp,
  ])[] = [
    ["does not exist", null, /^AWS has no listbackup-dev-users/],
    ["belongs to another stage", { arn: ARN, tagsAll: { Stage: "staging" } }, /it belongs to staging/],
    ["is in another account", { arn: ARN.replace("100000000001", "200000000002") }, /it is in account 200000000002/],
  ];
  for (const [what, outputs, message] of RESTORED)
    it(`restores the state where the resource ${what}`, async () => {
      const before: ExportedState = { version: 3, deployment: { resources: [] } };
      const { adoptionPorts, written } = ports(outputs, before);
      const error = await refusal(adopt(REQUEST, adoptionPorts));
      assert.equal(error.code, "ADOPTION");
      assert.match(error.what, message);
      assert.deepEqual(written.at(-1), before);
    });
});

describe("--adopt", () => {
  for (const value of ["", "table-users", "=a", "table-users=", "table-users= ", "a=b c"])
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => parseAdoptions([value]), { code: "USAGE" });
    });

  it("refuses a name that is given twice", () => {
    assert.throws(() => parseAdoptions(["a=b", "a=c"]), { code: "USAGE" });
  });

  it("keeps what follows the first equals sign", () => {
    assert.deepEqual(parseAdoptions(["a=b=c"]), [{ name: "a", id: "b=c" }]);
  });
});
