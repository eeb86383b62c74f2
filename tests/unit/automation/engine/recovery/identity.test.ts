import { strict as assert } from "node:assert";
import { IDENTITIES } from "../../../../../automation/engine/recovery/identity";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { STAGES } from "../../../../../model/stage/name";
import { eventCatalog } from "../../../../support/eventCatalog";
import { smallCatalog, stageOf } from "../../../../support/release";
import {
  declaredResources,
  declaredTypes,
  foundationTypes,
  stageWithAllOptions,
} from "../../../components/declaredTypes";
import { REAL_FILES } from "../../../model/catalog/realCatalog";

const LOCATION = { region: "us-west-2", account: "100000000001" };

async function typesWithoutIdentity(...args: Parameters<typeof declaredTypes>): Promise<readonly string[]> {
  return (await declaredTypes(...args)).filter((type) => !(type in IDENTITIES));
}

function idOf(type: string, inputs: Readonly<Record<string, unknown>>): string | undefined {
  const identity = IDENTITIES[type];
  return identity?.kind === "derived" ? identity.id(inputs, LOCATION) : undefined;
}

describe("the identity of an interrupted creation", function () {
  this.timeout(60_000);
  for (const name of STAGES) {
    it(`is known for all resources of ${name}`, async () => {
      assert.deepEqual(await typesWithoutIdentity(stageOf(name), smallCatalog()), []);
    });
  }

  it("is known for all callers of functions", async () => {
    assert.deepEqual(await typesWithoutIdentity(stageOf("production"), eventCatalog()), []);
  });

  it("is known for all resources of the real catalog on production", async () => {
    const { catalog } = parseCatalog(REAL_FILES);
    assert.ok(catalog !== null);
    assert.deepEqual(await typesWithoutIdentity(stageOf("production"), catalog), []);
  });

  it("is known for all resources that a stage's file can configure", async () => {
    assert.deepEqual(await typesWithoutIdentity(stageWithAllOptions(), smallCatalog()), []);
  });

  it("is known for all resources of an account's foundation", async () => {
    const types = await foundationTypes();
    assert.deepEqual(
      [types.includes("aws:budgets/budget:Budget"), types.filter((type) => !(type in IDENTITIES))],
      [true, []],
    );
  });

  it("follows from the inputs that the program itself gives, without the provider's defaults", async () => {
    const registered = [
      ...(await declaredResources(stageWithAllOptions(), smallCatalog())),
      ...(await declaredResources(stageOf("production"), eventCatalog())),
    ];
    const unknown = registered.filter(({ type, inputs }) => {
      try {
        idOf(type, inputs);
        return false;
      } catch {
        return true;
      }
    });
    assert.deepEqual([registered.length > 50, unknown.map(({ type, name }) => `${type} ${name}`)], [true, []]);
  });

  const ids: readonly (readonly [type: string, inputs: Readonly<Record<string, unknown>>, id: string])[] = [
    ["aws:dynamodb/table:Table", { name: "users" }, "users"],
    ["aws:budgets/budget:Budget", { name: "monthly" }, "100000000001:monthly"],
    ["aws:cloudtrail/trail:Trail", { name: "t" }, "arn:aws:cloudtrail:us-west-2:100000000001:trail/t"],
    [
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      { url: "https://token.example.com" },
      "arn:aws:iam::100000000001:oidc-provider/token.example.com",
    ],
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
