import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Provider } from "@pulumi/aws/provider";
import * as route53 from "@pulumi/aws/route53";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { declareProgram, type Declaration } from "../../../../../automation/engine/program/declaredProgram";
import { nameOfUrn } from "../../../../../automation/engine/changes/change";
import { UNKNOWN } from "../../../../../model/review/plannedResource";
import { ROOT } from "../../../../support/project/project";

const STACK = { project: "p", name: "dev" };

/** Declares a program whose resources have a provider of their own. */
function declare(program: (options: pulumi.CustomResourceOptions) => void): Promise<Declaration> {
  return declareProgram(() => {
    program({ provider: new Provider("own", { region: "us-west-2" }) });
    return Promise.resolve({});
  }, STACK);
}

describe("a program that is declared without the engine", () => {
  it("has its resources, with values of each other that only AWS knows", async () => {
    const { resources, unknown } = await declare(({ provider }) => {
      const outer = new pulumi.ComponentResource("test:index:Outer", "outer");
      const options = { parent: outer, ...(provider === undefined ? {} : { provider }) };
      const failed = new sqs.Queue(
        "failed",
        { name: "failed", tags: { word: pulumi.secret("correct horse") } },
        options,
      );
      new sqs.QueuePolicy("policy", { queueUrl: failed.url, policy: "{}" }, { ...options, protect: true });
    });
    assert.deepEqual(unknown, []);
    assert.deepEqual(
      new Set(resources.map(({ urn }) => nameOfUrn(urn))),
      new Set(["own", "outer", "failed", "policy"]),
    );
    const [failed, policy] = resources.slice(-2);
    assert.equal(failed?.urn, "urn:pulumi:dev::p::test:index:Outer$aws:sqs/queue:Queue::failed");
    assert.deepEqual([policy?.inputs, policy?.protect], [{ policy: "{}", queueUrl: UNKNOWN }, true]);
    assert.doesNotMatch(JSON.stringify(resources), /correct horse/);
  });

  it("may look up a hosted zone, whose id is not known", async () => {
    const { resources, unknown } = await declare((options) => {
      const zone = route53.getZoneOutput({ name: "example.com" }, options);
      new route53.Record("record", { name: "a", type: "CNAME", ttl: 60, records: ["b"], zoneId: zone.zoneId }, options);
    });
    assert.deepEqual([unknown, resources[1]?.inputs["zoneId"]], [[], UNKNOWN]);
  });

  const onlyTheEngine: Readonly<Record<string, (options: pulumi.CustomResourceOptions) => void>> = {
    "the provider of aws:sqs/queue:Queue a": () => new sqs.Queue("a"),
    "the resources in test:index:Remote a": () => new pulumi.ComponentResource("test:index:Remote", "a", {}, {}, true),
    "aws:sqs/queue:Queue a, which exists": (options) => sqs.Queue.get("a", "https://example.com/a", {}, options),
    "aws:sqs/queue:Queue b, which exists": (options) =>
      new sqs.Queue("b", {}, { ...options, import: "https://example.com/b" }),
    "the result of aws:sqs/getQueue:getQueue": (options) => sqs.getQueueOutput({ name: "a" }, options),
  };
  for (const [what, program] of Object.entries(onlyTheEngine))
    it(`does not know ${what}`, async () => {
      assert.deepEqual((await declare(program)).unknown, [what]);
    });

  it("rejects with the program's error", async () => {
    await assert.rejects(
      declareProgram(() => Promise.reject(new Error("no stage")), STACK),
      /no stage/,
    );
  });

  it("rejects where an error reaches no promise of the program", async () => {
    assert.equal(await rejection("output(1).apply(() => { throw new Error('late'); })"), "late");
  });

  it("rejects with the program's error where registrations and what waits for them go on", async () => {
    const program = `
      const { Provider } = require("@pulumi/aws/provider");
      const { Queue } = require("@pulumi/aws/sqs");
      const provider = new Provider("own", { region: "us-west-2" });
      for (let index = 0; index < 20; index += 1)
        new Queue("q" + index, {}, { provider }).arn.apply((arn) => arn.length);
      throw new Error("no stage");`;
    assert.equal(await rejection(program), "no stage");
  });

  /** In a process of its own, which an unhandled error would end. */
  async function rejection(program: string): Promise<string> {
    const script = `
      const { output } = require("@pulumi/pulumi");
      const { declareProgram } = require(${JSON.stringify(join(ROOT, "automation/engine/program/declaredProgram"))});
      const program = async () => { ${program}; return {}; };
      declareProgram(program, ${JSON.stringify(STACK)}).catch((error) => setTimeout(() => console.log(error.message), 50));`;
    const args = ["-r", join(ROOT, "tools", "register.cjs"), "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    return stdout.trim();
  }
});
