import { strict as assert } from "node:assert";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { gateChecks } from "../../../automation/gates/gates";
import { clientConfig, type AwsTarget } from "../../../automation/aws/target";
import { packExecutable } from "../../../automation/build/artifacts/artifact";
import { checkRoutes } from "../../../automation/verification/routes/routes";
import type { Subject } from "../../../automation/verification/subject";
import { errorVerdict, type Verdict } from "../../../automation/verification/verdict";
import { catalogSchema } from "../../../model/catalog/schema/catalog";
import { checkSchema, type CheckOf } from "../../../model/catalog/schema/checks";
import type { Release } from "../../../model/release/release";
import { useEmulator } from "../../support/emulator/emulator";
import { releaseOf, smallCatalog, stageOf } from "../../support/release";

/** Answers `/answers-403/…` with 403, and so on, as a backend does. */
const FUNCTION = `#!/usr/bin/env node
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
(async () => {
  for (;;) {
    const next = await fetch(api + "next");
    const { rawPath = "" } = await next.json();
    const statusCode = Number(/answers-(\\d+)/.exec(rawPath)?.[1] ?? 200);
    const body = JSON.stringify({ error: "as the backend says it" });
    const headers = { "content-type": "application/json" };
    const id = next.headers.get("lambda-runtime-aws-request-id");
    await fetch(api + id + "/response", { method: "POST", body: JSON.stringify({ statusCode, headers, body }) });
  }
})();
`;

interface Case {
  readonly what: string;
  /** As the catalog has it. */
  readonly route: string;
  /** How the API has it; null: not at all. */
  readonly deployed: { readonly authorizer: "own" | "other" | null; readonly target: "function" | "missing" } | null;
  readonly placeholder?: boolean;
  /** null: passed */
  readonly reason: string | null;
}

const SOUND = { authorizer: "own", target: "function" } as const;
const CASES: readonly Case[] = [
  { what: "answers", route: "GET /answers-200", deployed: SOUND, reason: null },
  { what: "finds nothing by the id", route: "GET /answers-404/{id}", deployed: SOUND, reason: null },
  { what: "rejects an unknown id", route: "GET /answers-403/accounts/{id}", deployed: SOUND, reason: null },
  {
    what: "refuses what is one's own",
    route: "GET /answers-403",
    deployed: SOUND,
    reason: "GET /answers-403 rejects a valid token: 403",
  },
  {
    what: "has a handler that takes no token",
    route: "GET /answers-401/{id}",
    deployed: SOUND,
    reason: "GET /answers-401/{id} rejects a valid token: 401",
  },
  {
    what: "has an authorizer that takes other tokens",
    route: "GET /answers-200/other/{id}",
    deployed: { ...SOUND, authorizer: "other" },
    reason: "GET /answers-200/other/{id} rejects a valid token: 401 by the API's authorizer",
  },
  {
    what: "accepts any caller",
    route: "GET /answers-200/open/{id}",
    deployed: { ...SOUND, authorizer: null },
    reason: "GET /answers-200/open/{id} without a token returned 200, expected 401",
  },
  {
    what: "ends in an error",
    route: "GET /answers-500/{id}",
    deployed: SOUND,
    reason: "GET /answers-500/{id} returned 500",
  },
  {
    what: "is not there",
    route: "GET /answers-200/nowhere public",
    deployed: null,
    reason: "GET /answers-200/nowhere returned 404: the API has no such route",
  },
  {
    what: "leads to a function that is not there",
    route: "GET /answers-200/gone public",
    deployed: { authorizer: null, target: "missing" },
    // AWS answers 500.
    reason: "GET /answers-200/gone returned 502",
  },
  {
    what: "is a placeholder",
    route: "GET /answers-501/{id}",
    deployed: SOUND,
    placeholder: true,
    reason: null,
  },
  {
    what: "is a placeholder that answers",
    route: "GET /answers-200/placeholder/{id}",
    deployed: SOUND,
    placeholder: true,
    reason: "GET /answers-200/placeholder/{id} is a placeholder and returned 200, expected 501",
  },
];

/** A release whose users service has a function for each case: `users/case-0` and so on. */
function releaseOfCases(): Release {
  const { services, ...catalog } = smallCatalog();
  const functions = Object.fromEntries(
    CASES.map(({ route }, index) => [`case${String(index)}`, { handler: "users/get", routes: [route] }]),
  );
  const { users, gateway, ...others } = services;
  const release = releaseOf(
    catalogSchema.parse({ ...catalog, services: { ...others, users: { ...users, functions } } }),
  );
  assert.ok(gateway !== undefined);
  const artifacts = Object.entries(release.artifacts).map(([id, artifact]) => {
    const index = Number(/case(\d+)$/.exec(id)?.[1] ?? -1);
    return [id, CASES[index]?.placeholder === true ? { ...artifact, kind: "placeholder" as const } : artifact];
  });
  return { ...release, artifacts: Object.fromEntries(artifacts) as Release["artifacts"] };
}

describe("a route of the emulator's API", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  const stage = stageOf("dev");
  const release = releaseOfCases();
  let target: AwsTarget;
  let url: string;
  let token: string;

  before(async () => {
    target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint: emulator.endpoint };
    const config = clientConfig(target);
    const pool = await signIn(new CognitoIdentityProviderClient(config));
    token = pool.token;
    const { FunctionArn } = await new LambdaClient(config).send(
      new CreateFunctionCommand({
        FunctionName: "answers",
        Runtime: "provided.al2023",
        Handler: "bootstrap",
        Role: `arn:aws:iam::${stage.account}:role/x`,
        Code: { ZipFile: packExecutable(Buffer.from(FUNCTION)) },
        Timeout: 20,
      }),
    );
    const api = await deployApi(new ApiGatewayV2Client(config), FunctionArn ?? "", pool.issuer, pool.client);
    url = `${emulator.endpoint}/_aws/execute-api/${api}`;
  });

  async function signIn(cognito: CognitoIdentityProviderClient) {
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "answers" }));
    const UserPoolId = UserPool?.Id ?? "";
    const ExplicitAuthFlows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH" as const, "ALLOW_REFRESH_TOKEN_AUTH" as const];
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId, ClientName: "answers", ExplicitAuthFlows }),
    );
    const ClientId = UserPoolClient?.ClientId ?? "";
    const [Username, Password] = ["ann@example.com", "Passw0rd!x"];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    const AuthParameters = { USERNAME: Username, PASSWORD: Password };
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters }),
    );
    const issuer = `https://cognito-idp.${stage.region}.amazonaws.com/${UserPoolId}`;
    return { token: AuthenticationResult?.AccessToken ?? "", client: ClientId, issuer };
  }

  async function deployApi(gateway: ApiGatewayV2Client, arn: string, issuer: string, client: string): Promise<string> {
    const { ApiId = "" } = await gateway.send(new CreateApiCommand({ Name: "answers", ProtocolType: "HTTP" }));
    const authorizer = async (name: string, audience: string): Promise<string> => {
      const JwtConfiguration = { Issuer: issuer, Audience: [audience] };
      const IdentitySource = ["$request.header.Authorization"];
      const request = { ApiId, Name: name, AuthorizerType: "JWT" as const, IdentitySource, JwtConfiguration };
      return (await gateway.send(new CreateAuthorizerCommand(request))).AuthorizerId ?? "";
    };
    const integration = async (IntegrationUri: string): Promise<string> => {
      const kind = { IntegrationType: "AWS_PROXY" as const, PayloadFormatVersion: "2.0" };
      return (await gateway.send(new CreateIntegrationCommand({ ApiId, IntegrationUri, ...kind }))).IntegrationId ?? "";
    };
    const authorizers = { own: await authorizer("own", client), other: await authorizer("other", "other-audience") };
    const targets = {
      function: await integration(arn),
      missing: await integration(arn.replace(/answers$/, "missing")),
    };
    for (const { route, deployed } of CASES) {
      if (deployed === null) continue;
      const auth =
        deployed.authorizer === null
          ? { AuthorizationType: "NONE" as const }
          : { AuthorizationType: "JWT" as const, AuthorizerId: authorizers[deployed.authorizer] };
      const RouteKey = route.replace(" public", "");
      await gateway.send(
        new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${targets[deployed.target]}`, ...auth }),
      );
    }
    await gateway.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
    return ApiId;
  }

  const rehearsed = () => ({ ...stage, rehearsal: { endpoint: emulator.endpoint, provider: "offline" as const } });

  function check(id: string): Promise<Verdict> {
    const changed = new Set([id]);
    const subject = { target, stage: rehearsed(), release, url, since: 0, changed } as unknown as Subject;
    const spec = checkSchema.parse({ kind: "routes", purpose: "Routes", group: "routes", withToken: ["GET"] });
    const user = {
      variables: () => Promise.resolve(new Map([["token", token]])),
      failure: () => null,
      delete: () => Promise.resolve([]),
    };
    return checkRoutes(subject, spec as CheckOf<"routes">, user, new AbortController().signal).catch(errorVerdict);
  }

  for (const [index, { what, reason }] of CASES.entries()) {
    it(`${reason === null ? "is sound" : "is broken"} where it ${what}`, async () => {
      const verdict = await check(`users/case${String(index)}`);
      const found = verdict.kind === "failed" ? verdict.reason.replace(/ \(of .*\)$/, "").split("; ")[0] : null;
      assert.deepEqual([verdict.kind, found], [reason === null ? "passed" : "failed", reason]);
    });
  }

  it("is not needed for the gate of an API without GET /health", async () => {
    await gateChecks(target, rehearsed(), release)("gateway", { url });
  });

  it("is needed for the gate of an API with GET /health", async () => {
    const gate = gateChecks(target, rehearsed(), releaseOf(smallCatalog()));
    await assert.rejects(gate("gateway", { url }), {
      code: "GATE_FAILED",
      message: /GET \/health returned 404: the API has no such route/,
    });
  });
});
