import { strict as assert } from "node:assert";
import { IDENTITIES } from "../../../../../automation/engine/recovery/identity";
import { stageProgram } from "../../../../../components/program";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { STAGES } from "../../../../../model/stage/name";
import type { Stage } from "../../../../../model/stage/stage";
import { eventCatalog } from "../../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { mockEngine, settled } from "../../../components/mocks";
import { REAL_FILES } from "../../../model/catalog/realCatalog";

const PLACE = { region: "us-west-2", account: "100000000001" };

/** A stage with everything that a stage's file can ask for. */
function everything(): Stage {
  const production = stageOf("production");
  const { alarms } = production;
  if (alarms.kind === "off") throw new Error("production has no alarms");
  const bounds = { min: 1, max: 2 };
  return {
    ...production,
    alarms: { ...alarms, emails: ["oncall@example.com"] },
    data: { ...production.data, capacity: { kind: "autoscaled", read: bounds, write: bounds, targetPercent: 70 } },
  };
}

async function unknownTypes(stage: Stage, catalog: ReturnType<typeof smallCatalog>): Promise<readonly string[]> {
  const registered = await mockEngine();
  await stageProgram({ stage, release: releaseOf(catalog) })();
  await settled();
  const types = registered.filter(({ custom }) => custom).map(({ type }) => type);
  return [...new Set(types)].filter((type) => !type.startsWith("pulumi:") && !(type in IDENTITIES));
}

function idOf(type: string, inputs: Readonly<Record<string, unknown>>): string | undefined {
  const identity = IDENTITIES[type];
  return identity?.kind === "derived" ? identity.id(inputs, PLACE) : undefined;
}

describe("the identity of an interrupted creation", function () {
  this.timeout(60_000);
  for (const name of STAGES) {
    it(`is known for all resources of ${name}`, async () => {
      assert.deepEqual(await unknownTypes(stageOf(name), smallCatalog()), []);
    });
  }

  it("is known for all callers of functions", async () => {
    assert.deepEqual(await unknownTypes(stageOf("production"), eventCatalog()), []);
  });

  it("is known for all resources of the real catalog on production", async () => {
    const { catalog } = parseCatalog(REAL_FILES);
    assert.ok(catalog !== null);
    assert.deepEqual(await unknownTypes(stageOf("production"), catalog), []);
  });

  it("is known for all resources that a stage's file can configure", async () => {
    assert.deepEqual(await unknownTypes(everything(), smallCatalog()), []);
  });

  const ids: readonly (readonly [type: string, inputs: Readonly<Record<string, unknown>>, id: string])[] = [
    ["aws:dynamodb/table:Table", { name: "users" }, "users"],
    ["aws:iam/rolePolicy:RolePolicy", { role: "r", name: "p" }, "r:p"],
    ["aws:cognito/userGroup:UserGroup", { userPoolId: "pool", name: "Staff" }, "pool/Staff"],
    ["aws:cloudwatch/eventRule:EventRule", { name: "rule", eventBusName: "bus" }, "bus/rule"],
    ["aws:cloudwatch/eventRule:EventRule", { name: "rule", eventBusName: "default" }, "rule"],
    ["aws:sns/topic:Topic", { name: "t" }, "arn:aws:sns:us-west-2:100000000001:t"],
    [
      "aws:lambda/alias:Alias",
      { name: "live", functionName: "arn:aws:lambda:us-west-2:100000000001:function:f" },
      "arn:aws:lambda:us-west-2:100000000001:function:f:live",
    ],
    ["aws:route53/record:Record", { zoneId: "Z", name: "a.example.com.", type: "A" }, "Z_a.example.com_A"],
    [
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      { configurationSetName: "set", eventDestinationName: "metrics" },
      "set|metrics",
    ],
  ];
  for (const [type, inputs, id] of ids) {
    it(`is ${id} for ${type}`, () => {
      assert.equal(idOf(type, inputs), id);
    });
  }

  it("is not guessed where the name is not a string", () => {
    assert.throws(() => idOf("aws:dynamodb/table:Table", { name: { secret: "x" } }), TypeError);
  });
});
