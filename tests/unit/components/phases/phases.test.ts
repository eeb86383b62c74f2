import { strict as assert } from "node:assert";
import { defaultTags } from "../../../../components/stage/awsProvider";
import type { Transition } from "../../../../components/functions/environment";
import { stageProgram } from "../../../../components/program";
import type { Release } from "../../../../model/release/release";
import type { StageName } from "../../../../model/stage/name";
import type { Stage } from "../../../../model/stage/stage";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { mockEngine, named, settled, type Registered } from "../mocks";

async function stage(
  given: Stage | StageName,
  release: Release = releaseOf(smallCatalog()),
  transition: Transition | null = null,
): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  const on = typeof given === "string" ? stageOf(given) : given;
  await stageProgram({ stage: on, release, transition })();
  await settled();
  return registered;
}

const inputsOf = async (name: string, on: Stage | StageName = "production"): Promise<Registered["inputs"]> =>
  named(await stage(on), name).inputs;

/** The SDK takes every parameter's value for a secret. */
const sealed = (value: unknown): unknown => (value as { readonly value?: unknown }).value;

const withoutDomain = (): Stage => {
  const dev = stageOf("dev");
  return { ...dev, api: { ...dev.api, customDomain: false } };
};

describe("phase 1, certificates", () => {
  it("asks for the API's certificate, proved by DNS", async () => {
    assert.deepEqual(await inputsOf("api-certificate"), {
      domainName: "api.listbackup.ai",
      validationMethod: "DNS",
    });
  });

  it("writes the proof into the zone", async () => {
    assert.deepEqual(await inputsOf("api-certificate-validation"), {
      zoneId: "ZONE",
      name: "_proof",
      type: "CNAME",
      records: ["_value"],
      ttl: 60,
      allowOverwrite: true,
    });
  });

  it("is empty where the stage has no domain of its own", async () => {
    const types = (await stage(withoutDomain())).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => type.startsWith("aws:acm/") || type === "aws:apigatewayv2/domainName:DomainName"),
      [],
    );
  });
});

describe("failover between two stages", () => {
  const primary = (mode: "automatic" | "manual"): Stage => {
    const production = stageOf("production");
    const healthCheck = { path: "/health", intervalSeconds: 30, failures: 3 } as const;
    return { ...production, failover: { kind: "primary", switch: mode, healthCheck } };
  };

  it("has a primary record with a health check of the API's own address", async () => {
    const all = await stage(primary("automatic"));
    const record = named(all, "api-record").inputs;
    const check = named(all, "api-health-automatic");
    assert.deepEqual(
      [record["setIdentifier"], record["failoverRoutingPolicies"], record["healthCheckId"]],
      ["primary", [{ type: "PRIMARY" }], "api-health-automatic-id"],
    );
    assert.deepEqual(
      [check.inputs["fqdn"], check.inputs["resourcePath"], check.inputs["disabled"], check.ignoredChanges],
      ["api.execute-api", "/health", false, ["disabled", "invertHealthcheck"]],
    );
  });

  it("switches by command only where its health check is disabled", async () => {
    const check = named(await stage(primary("manual")), "api-health-manual");
    assert.deepEqual([check.inputs["disabled"], check.inputs["invertHealthcheck"]], [true, false]);
  });

  it("has a second domain on the stage that takes over, with a certificate of its own", async () => {
    const all = await stage("disaster-recovery");
    const record = named(all, "failover-record").inputs;
    assert.deepEqual(
      [
        named(all, "failover-certificate").inputs["domainName"],
        named(all, "failover-domain").inputs["domainName"],
        [record["name"], record["setIdentifier"], record["failoverRoutingPolicies"], record["healthCheckId"]],
        named(all, "api-record").inputs["setIdentifier"],
      ],
      [
        "api.listbackup.ai",
        "api.listbackup.ai",
        ["api.listbackup.ai", "secondary", [{ type: "SECONDARY" }], undefined],
        undefined,
      ],
    );
  });

  it("keeps the validation records, by which certificates of both regions are renewed", async () => {
    const all = await stage("disaster-recovery");
    const retained = all.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
    assert.deepEqual(retained, ["api-certificate-validation", "failover-certificate-validation"]);
  });

  it("leaves the record simple where failover is off", async () => {
    const record = await inputsOf("api-record", "dev");
    assert.deepEqual([record["setIdentifier"], record["failoverRoutingPolicies"]], [undefined, undefined]);
  });
});

describe("phase 3, Cognito", () => {
  it("has a pool with the catalog's rules, protected as the stage says", async () => {
    const pool = await inputsOf("user-pool");
    assert.deepEqual(
      [pool["name"], pool["mfaConfiguration"], pool["deletionProtection"], pool["usernameAttributes"], pool["tags"]],
      ["listbackup-prod-users", "OPTIONAL", "ACTIVE", ["email"], { "listbackup:lookup": "listbackup-prod-users" }],
    );
  });

  it("takes user names and e-mail addresses in any case in a new pool, and leaves an existing pool as it is", async () => {
    const pool = named(await stage("dev"), "user-pool");
    assert.deepEqual(
      [pool.inputs["usernameConfiguration"], pool.ignoredChanges],
      [{ caseSensitive: false }, ["schemas", "usernameConfiguration"]],
    );
  });

  it("calls its triggers by the ARNs that their aliases will have, with the tier that they need", async () => {
    const pool = named(await stage("dev", releaseOf(eventCatalog())), "user-pool").inputs;
    const arn = "arn:aws:lambda:us-west-2:100000000001:function:listbackup-dev-auth-addClaims:live";
    assert.deepEqual(
      [pool["userPoolTier"], pool["lambdaConfig"]],
      [
        "ESSENTIALS",
        {
          preSignUp: arn,
          preTokenGeneration: arn,
          preTokenGenerationConfig: { lambdaArn: arn, lambdaVersion: "V2_0" },
        },
      ],
    );
  });

  it("leaves out a trigger without handler, which would make every sign-in fail", async () => {
    const release = releaseOf(eventCatalog());
    const { "auth/addClaims": trigger, ...artifacts } = release.artifacts;
    assert.ok(trigger !== undefined);
    const placeholder = { ...artifacts, "auth/addClaims": { ...trigger, kind: "placeholder" as const } };
    const pool = named(await stage("dev", { ...release, artifacts: placeholder }), "user-pool").inputs;
    assert.equal(pool["lambdaConfig"], undefined);
  });

  it("has just the triggers of an expansion, whatever their functions become", async () => {
    const release = releaseOf(eventCatalog());
    const { "auth/addClaims": trigger, ...artifacts } = release.artifacts;
    assert.ok(trigger !== undefined);
    const placeholder = { ...artifacts, "auth/addClaims": { ...trigger, kind: "placeholder" as const } };
    const transition = { movedAliases: new Set<string>(), cognitoCallees: new Set<string>() };
    const pool = named(await stage("dev", { ...release, artifacts: placeholder }, transition), "user-pool").inputs;
    const arn = "arn:aws:lambda:us-west-2:100000000001:function:listbackup-dev-auth-addClaims:live";
    assert.equal((pool["lambdaConfig"] as Record<string, unknown>)["preSignUp"], arn);
  });

  it("has a client without a secret, for the stage's own addresses", async () => {
    const client = await inputsOf("app-client");
    assert.deepEqual(
      [client["generateSecret"], client["callbackUrls"], client["preventUserExistenceErrors"]],
      [false, ["https://app.listbackup.ai/callback"], "ENABLED"],
    );
  });

  it("has the catalog's groups", async () => {
    assert.deepEqual(await inputsOf("group-Admins"), {
      name: "Admins",
      precedence: 1,
      description: "Look after customers",
      userPoolId: "user-pool-id",
    });
  });

  it("tells clients of the API which one they are", async () => {
    const { value, ...rest } = await inputsOf("parameter-cognito-client-id");
    assert.deepEqual(
      [rest, sealed(value)],
      [
        { name: "/listbackup/cognito-client-id", type: "String", description: "For clients of the API" },
        "app-client-id",
      ],
    );
  });
});

describe("phase 4, API Gateway", () => {
  it("takes its routes from one document, and fails on what AWS would only warn of", async () => {
    const api = await inputsOf("api");
    assert.deepEqual([api["protocolType"], api["failOnWarnings"], typeof api["body"]], ["HTTP", true, "string"]);
  });

  it("has in its document the name, description, version and tags of its resource, which an import writes", async () => {
    const api = await inputsOf("api");
    const { info, tags } = JSON.parse(String(api["body"])) as {
      readonly info: Readonly<Record<string, unknown>>;
      readonly tags: readonly Readonly<Record<string, string>>[];
    };
    const { name, description, version } = api;
    const documented = Object.fromEntries<string | undefined>(
      tags.map((tag) => [tag["name"] ?? "", tag["x-amazon-apigateway-tag-value"]]),
    );
    const expected = { ...defaultTags(stageOf("production")), ...(api["tags"] as object) };
    assert.deepEqual([info, documented], [{ title: name, description, version }, expected]);
  });

  it("is deployed again when its CORS settings change", async () => {
    const production = stageOf("production");
    const other = { ...production, api: { ...production.api, corsOrigins: ["https://other.example.com"] } };
    const [before, after] = [await inputsOf("api-deployment"), await inputsOf("api-deployment", other)];
    assert.notDeepEqual(after["triggers"], before["triggers"]);
  });

  it("lets browsers in from the stage's own addresses", async () => {
    assert.deepEqual((await inputsOf("api"))["corsConfiguration"], {
      allowOrigins: ["https://app.listbackup.ai"],
      allowHeaders: ["Authorization"],
      allowMethods: ["GET", "POST"],
      maxAge: 60,
    });
  });

  it("points its stage at an explicit deployment, throttled and logged", async () => {
    const live = await inputsOf("api-stage");
    assert.deepEqual(
      [live["name"], live["autoDeploy"], live["deploymentId"], live["defaultRouteSettings"]],
      ["$default", false, "api-deployment-id", { throttlingRateLimit: 2000, throttlingBurstLimit: 4000 }],
    );
  });

  it("logs requests without header, token or body", async () => {
    const { format } = (await inputsOf("api-stage"))["accessLogSettings"] as { readonly format: string };
    assert.doesNotMatch(format, /header|authorizer|body/i);
  });

  it("may call the stage's functions through their alias, and nothing else", async () => {
    const { Statement } = JSON.parse(String((await inputsOf("api-policy"))["policy"])) as {
      readonly Statement: object[];
    };
    assert.deepEqual(Statement, [
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: ["arn:aws:lambda:us-west-2:100000000003:function:listbackup-prod-*:live"],
      },
    ]);
  });

  it("answers under the stage's domain", async () => {
    const record = await inputsOf("api-record");
    assert.deepEqual(
      [record["name"], record["type"], record["aliases"]],
      ["api.listbackup.ai", "A", [{ name: "target", zoneId: "TARGET", evaluateTargetHealth: false }]],
    );
  });

  it("tells clients where it is", async () => {
    assert.equal(sealed((await inputsOf("parameter-api-gateway-url"))["value"]), "https://api.listbackup.ai");
  });
});

describe("phases 2, 5, 6 and 7", () => {
  it("put each service into the phase that its file names", async () => {
    const services = (await stage("dev")).filter(({ type }) => type === "listbackup:service:LambdaService");
    assert.deepEqual(
      services.map(({ name, parent }) => [name, parent]),
      [
        ["gateway", "gateway"],
        ["auth", "auth"],
        ["users", "users"],
        ["jobs", "business"],
      ],
    );
  });

  it("match events on their bus by source and kind", async () => {
    assert.deepEqual(await inputsOf("rule-user-events"), {
      name: "listbackup-prod-user-events",
      eventBusName: "listbackup-prod-main",
      eventPattern: '{"source":["listbackup.users"],"detail-type":["User Registered"]}',
    });
  });

  it("encrypt topics", async () => {
    assert.deepEqual(await inputsOf("topic-notifications"), {
      name: "listbackup-prod-notifications",
      kmsMasterKeyId: "alias/aws/sns",
    });
  });
});
