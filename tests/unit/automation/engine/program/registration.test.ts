import { strict as assert } from "node:assert";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { registeredResource, urnOf } from "../../../../../automation/engine/program/registration";

const STACK = { project: "p", name: "dev" };
const ROOT = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

function request(
  { type = "aws:sqs/queue:Queue", name = "a", parent = ROOT }: { type?: string; name?: string; parent?: string },
  inputs: Record<string, JavaScriptValue> = {},
): RegisterResourceRequest {
  const made = new RegisterResourceRequest();
  made.setType(type);
  made.setName(name);
  made.setParent(parent);
  made.setCustom(true);
  made.setObject(Struct.fromJavaScript(inputs));
  return made;
}

describe("a registered resource in the journal", () => {
  it("has the URN that the engine gives it below the stack", () => {
    assert.equal(urnOf(STACK, request({})), "urn:pulumi:dev::p::aws:sqs/queue:Queue::a");
  });

  it("has the types of its parents in its URN", () => {
    const parent = "urn:pulumi:dev::p::my:index:Outer$my:index:Inner::x";
    assert.equal(
      urnOf(STACK, request({ parent })),
      "urn:pulumi:dev::p::my:index:Outer$my:index:Inner$aws:sqs/queue:Queue::a",
    );
  });

  it("has a placeholder for a secret", () => {
    const secret = { [SIGNATURE]: SECRET, value: "hunter2" };
    const { inputs } = registeredResource(STACK, request({}, { name: "a", deep: [{ secret }] }));
    assert.deepEqual(inputs, { name: "a", deep: [{ secret: { [SIGNATURE]: SECRET, plaintext: '""' } }] });
  });

  it("has a placeholder for an output that is secret, and the value of another", () => {
    const output = (value: string, secret: boolean) => ({ [SIGNATURE]: OUTPUT, value, secret });
    const { inputs } = registeredResource(STACK, request({}, { a: output("x", false), b: output("y", true) }));
    assert.deepEqual(inputs, { a: "x", b: { [SIGNATURE]: SECRET, plaintext: '""' } });
  });

  it("has no input that is null", () => {
    assert.deepEqual(registeredResource(STACK, request({}, { name: "a", fifo: null })).inputs, { name: "a" });
  });

  it("has the plugin's version where it is a provider", () => {
    const provider = request({ type: "pulumi:providers:aws" }, { region: "us-west-2" });
    provider.setVersion("7.48.0");
    assert.deepEqual(registeredResource(STACK, provider).inputs, {
      __internal: {},
      region: "us-west-2",
      version: "7.48.0",
    });
  });
});
