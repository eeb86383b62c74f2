import { strict as assert } from "node:assert";
import { functionChanges, resourcesInState } from "../../../../../automation/engine/changes/functionChanges";

const PARENT = "urn:pulumi:dev::p::listbackup:stage:StageStack$listbackup:phase:BusinessServices$listbackup:s:S";
const FUNCTION = { urn: `${PARENT}$aws:lambda/function:Function::tags-list`, type: "aws:lambda/function:Function" };
const ALIAS = { urn: `${PARENT}$aws:lambda/alias:Alias::tags-list-live`, type: "aws:lambda/alias:Alias" };
const QUEUE = { urn: `${PARENT}$aws:sqs/queue:Queue::tags-list`, type: "aws:sqs/queue:Queue" };
const UPDATE = { id: "tags/list", changed: ["code", "memory"] } as const;

describe("the changes that follow from updates of functions", () => {
  it("are those of the function and its alias, in the state's order", () => {
    const changes = functionChanges([QUEUE, FUNCTION, ALIAS], [UPDATE]) ?? [];
    assert.deepEqual(
      changes.map(({ kind, urn, phase, properties }) => [kind, urn, phase, properties]),
      [
        ["update", FUNCTION.urn, "business", ["s3Key", "sourceCodeHash", "memorySize"]],
        ["update", ALIAS.urn, "business", ["functionVersion"]],
      ],
    );
  });

  const unclear: Readonly<Record<string, readonly (typeof FUNCTION)[]>> = {
    "no function": [QUEUE, ALIAS],
    "no alias": [QUEUE, FUNCTION],
    "a function twice: one of them is replaced already": [FUNCTION, FUNCTION, ALIAS],
  };
  for (const [what, resources] of Object.entries(unclear))
    it(`are not known where the state has ${what}`, () => {
      assert.equal(functionChanges(resources, [UPDATE]), null);
    });
});

describe("the resources of a state", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };

  it("have their secrets masked at any depth, and components are none", () => {
    const component = { urn: PARENT, type: "listbackup:s:S" };
    const queue = { ...QUEUE, protect: true, inputs: { name: "a", list: [{ key: secret }], key: secret } };
    assert.deepEqual(resourcesInState([component, queue]), [
      {
        ...QUEUE,
        name: "tags-list",
        protect: true,
        inputs: { name: "a", list: [{ key: "[secret]" }], key: "[secret]" },
      },
    ]);
  });
});
