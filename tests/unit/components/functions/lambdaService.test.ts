import { strict as assert } from "node:assert";
import type { ComponentResource } from "@pulumi/pulumi";
import type { StageContext } from "../../../../components/functions/environment";
import { catalogService } from "../../../../components/functions/catalogService";
import { Phase } from "../../../../components/phases/phase";
import { serviceSchema } from "../../../../model/catalog/schema/service";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import type { Artifact, Release } from "../../../../model/release/release";
import { functionsOnStage } from "../../../../model/stage/functions";
import type { Stage } from "../../../../model/stage/stage";
import { eventCatalog } from "../../../support/eventCatalog";
import { DIGEST, releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

const BASE = Buffer.from(DIGEST, "hex").toString("base64");

function serviceOf(
  name: string,
  stage: Stage = stageOf("dev"),
  logRetentionDays?: number,
  catalog: Catalog = smallCatalog(),
): Promise<readonly Registered[]> {
  return serviceIn(releaseOf(catalog), name, stage, logRetentionDays);
}

const NOTHING_SPECIAL: Pick<StageContext, "transition" | "parameterDigests"> = {
  transition: null,
  parameterDigests: {},
};

async function serviceIn(
  release: Release,
  name: string,
  stage: Stage = stageOf("dev"),
  logRetentionDays?: number,
  { transition, parameterDigests }: Pick<StageContext, "transition" | "parameterDigests"> = NOTHING_SPECIAL,
): Promise<readonly Registered[]> {
  const found = release.catalog.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  const service = logRetentionDays === undefined ? found : serviceSchema.parse({ ...found, logRetentionDays });
  const functions = functionsOnStage(stage, release).filter((fn) => fn.service.service === name);
  const context: StageContext = {
    transition,
    parameterDigests,
    stage,
    queueUrls: { sync: "https://sqs/sync" },
    schedulerRoleArn: null,
    streamArns: { jobs: "arn:stream" },
    identity: { userPoolId: "POOL", userPoolArn: "POOL_ARN", clientId: "CLIENT" },
    api: { id: "API", url: "https://api" },
    zoneId: "",
    certificateArn: "",
    failoverCertificateArn: "",
  };
  return (
    await resourcesOf((parent) =>
      catalogService({ catalog: release.catalog, service, functions, context }, new TestPhase(parent)),
    )
  ).filter(({ parent }) => parent !== "parent");
}

class TestPhase extends Phase {
  constructor(parent: ComponentResource) {
    super("auth", { parent });
  }
}

/** The small catalog with `users/get` in Python. */
function pythonRelease(kind: Artifact["kind"]): Release {
  const catalog = smallCatalog();
  const users = catalog.services["users"];
  const get = { ...users?.functions["get"], runtime: "python3.13", entry: "app.handler" };
  const services = { ...catalog.services, users: { ...users, functions: { get } } };
  const release = releaseOf(catalogSchema.parse({ ...catalog, services }));
  return { ...release, artifacts: { ...release.artifacts, "users/get": { digest: DIGEST, size: 1, kind } } };
}

describe("a service", () => {
  it("is a log group, a role, its policy, and two resources a function", async () => {
    assert.deepEqual((await serviceOf("auth")).map(({ name }) => name).sort(), [
      "auth",
      "auth-login",
      "auth-login-live",
      "auth-logout",
      "auth-logout-live",
      "auth-logs",
      "auth-policy",
      "auth-role",
    ]);
  });

  it("gives a function that reads parameters the digest of their versions, and no other", async () => {
    const parameterDigests = { "auth/login": "0123456789ab" };
    const resources = await serviceIn(releaseOf(smallCatalog()), "auth", stageOf("dev"), undefined, {
      ...NOTHING_SPECIAL,
      parameterDigests,
    });
    const digests = resources.flatMap(({ name, inputs }) => {
      const { variables } = (inputs["environment"] ?? {}) as { readonly variables?: Readonly<Record<string, string>> };
      return variables?.["PARAMETER_VERSIONS"] === undefined ? [] : [[name, variables["PARAMETER_VERSIONS"]]];
    });
    assert.deepEqual(digests, [["auth-login", "0123456789ab"]]);
  });

  it("gives a function its own over the service's, code by digest, and publishes versions", async () => {
    assert.deepEqual(named(await serviceOf("auth"), "auth-login").inputs, {
      name: "listbackup-dev-auth-login",
      description: "auth: login",
      role: "arn:aws:mock:::auth-role",
      runtime: "provided.al2023",
      handler: "bootstrap",
      architectures: ["arm64"],
      memorySize: 512,
      timeout: 10,
      s3Bucket: "listbackup-deployments-100000000001-us-west-2",
      s3Key: `artifacts/${DIGEST}.zip`,
      sourceCodeHash: BASE,
      publish: true,
      environment: { variables: { STAGE: "dev", COGNITO_CLIENT_ID: "CLIENT", LEVEL: "high" } },
      loggingConfig: { logFormat: "JSON", applicationLogLevel: "DEBUG", logGroup: "/listbackup/dev/auth" },
      tracingConfig: { mode: "Active" },
      tags: { Service: "auth" },
    });
  });

  it("runs a function on its runtime, by its entry", async () => {
    const { runtime, handler, architectures } = named(
      await serviceIn(pythonRelease("handler"), "users"),
      "users-get",
    ).inputs;
    assert.deepEqual([runtime, handler, architectures], ["python3.13", "app.handler", ["arm64"]]);
  });

  it("runs the placeholder of a function in Python as the executable that it is", async () => {
    const { runtime, handler } = named(await serviceIn(pythonRelease("placeholder"), "users"), "users-get").inputs;
    assert.deepEqual([runtime, handler], ["provided.al2023", "bootstrap"]);
  });

  it("reserves concurrency where the stage does", async () => {
    const production = named(await serviceOf("auth", stageOf("production")), "auth-login");
    assert.equal(production.inputs["reservedConcurrentExecutions"], 100);
  });

  it("keeps the stage's memory of logs", async () => {
    const logs = named(await serviceOf("auth", stageOf("production")), "auth-logs");
    assert.deepEqual(logs.inputs, {
      name: "/listbackup/prod/auth",
      retentionInDays: 90,
      tags: { Service: "auth" },
    });
  });

  it("keeps the logs of a service for fewer days than its stage where the service says so", async () => {
    const logs = named(await serviceOf("auth", stageOf("production"), 14), "auth-logs");
    assert.equal(logs.inputs["retentionInDays"], 14);
  });

  it("keeps no logs for longer than the stage does", async () => {
    const logs = named(await serviceOf("auth", stageOf("dev"), 14), "auth-logs");
    assert.equal(logs.inputs["retentionInDays"], 7);
  });

  it("calls functions through the alias of their newest version", async () => {
    assert.deepEqual(named(await serviceOf("auth"), "auth-login-live").inputs, {
      name: "live",
      functionName: "listbackup-dev-auth-login",
      functionVersion: "1",
    });
  });

  it("makes no function before its rights are there", async () => {
    assert.ok(named(await serviceOf("auth"), "auth-login").after.includes("auth-policy"));
  });

  it("lets a table's stream and a queue invoke the alias", async () => {
    const jobs = await serviceOf("jobs");
    assert.deepEqual(
      [named(jobs, "jobs-follow-table-jobs").inputs, named(jobs, "jobs-work-queue-sync").inputs],
      [
        {
          functionName: "arn:aws:mock:::jobs-follow-live",
          eventSourceArn: "arn:stream",
          batchSize: 10,
          startingPosition: "LATEST",
          maximumRetryAttempts: -1,
          maximumRecordAgeInSeconds: -1,
          bisectBatchOnFunctionError: false,
          parallelizationFactor: 1,
        },
        {
          functionName: "arn:aws:mock:::jobs-work-live",
          eventSourceArn: "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-sync.fifo",
          batchSize: 1,
        },
      ],
    );
  });

  it("reads a stream and a standard queue as the catalog says", async () => {
    const jobs = await serviceOf("jobs", stageOf("dev"), undefined, eventCatalog());
    assert.deepEqual(
      [named(jobs, "jobs-follow-table-jobs").inputs, named(jobs, "jobs-import-queue-imports").inputs],
      [
        {
          functionName: "arn:aws:mock:::jobs-follow-live",
          eventSourceArn: "arn:stream",
          batchSize: 100,
          startingPosition: "TRIM_HORIZON",
          maximumRetryAttempts: 3,
          maximumRecordAgeInSeconds: 3_600,
          bisectBatchOnFunctionError: true,
          parallelizationFactor: 2,
          destinationConfig: {
            onFailure: { destinationArn: "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-failed" },
          },
        },
        {
          functionName: "arn:aws:mock:::jobs-import-live",
          eventSourceArn: "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-imports",
          batchSize: 500,
          maximumBatchingWindowInSeconds: 60,
          functionResponseTypes: ["ReportBatchItemFailures"],
          scalingConfig: { maximumConcurrency: 5 },
        },
      ],
    );
  });

  it("may report what a stream's function gives up", async () => {
    const jobs = await serviceOf("jobs", stageOf("dev"), undefined, eventCatalog());
    assert.match(
      String(named(jobs, "jobs-policy").inputs["policy"]),
      /"sqs:SendMessage","sqs:GetQueueAttributes"\],"Resource":\["arn:aws:sqs:us-west-2:100000000001:listbackup-dev-failed"\]/,
    );
  });

  it("names nothing of a release where a change would touch every function", async () => {
    const texts = (await serviceOf("auth")).map(({ inputs }) => JSON.stringify(inputs));
    assert.deepEqual(
      texts.filter((text) => text.includes("0".repeat(40)) || text.includes("1700000000")),
      [],
    );
  });

  it("lets the stage's user pool call a function of its triggers, once, through the alias", async () => {
    const resources = await serviceOf("auth", stageOf("dev"), undefined, eventCatalog());
    const permissions = resources.filter(({ type }) => type === "aws:lambda/permission:Permission");
    assert.deepEqual(
      permissions.map(({ name, inputs }) => [name, inputs]),
      [
        [
          "auth-addClaims-cognito",
          {
            statementId: "cognito",
            action: "lambda:InvokeFunction",
            function: "listbackup-dev-auth-addClaims",
            qualifier: "live",
            principal: "cognito-idp.amazonaws.com",
            sourceArn: "POOL_ARN",
          },
        ],
      ],
    );
  });

  it("lets Cognito call the functions of the triggers to come, before the pool has them", async () => {
    const transition = { movedAliases: new Set<string>(), cognitoCallees: new Set(["auth/logout"]) };
    const resources = await serviceIn(releaseOf(smallCatalog()), "auth", stageOf("dev"), undefined, {
      ...NOTHING_SPECIAL,
      transition,
    });
    assert.deepEqual(
      resources.flatMap(({ name, type }) => (type === "aws:lambda/permission:Permission" ? [name] : [])),
      ["auth-logout-cognito"],
    );
  });
});
