import { strict as assert } from "node:assert";
import {
  ApiGatewayV2Client,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  NotFoundException,
  type Integration,
  type Route,
} from "@aws-sdk/client-apigatewayv2";
import { mockClient } from "aws-sdk-client-mock";
import { routeDifferences } from "../../../../automation/aws/api/apiRoutes";
import { checkServedRoutes } from "../../../../automation/verification/servedRoutes";
import type { Subject } from "../../../../automation/verification/subject";
import { arnOf } from "../../../../model/arns";
import { parseRoute } from "../../../../model/catalog/route";
import { functionsOnStage } from "../../../../model/stage/functions";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const STAGE = stageOf("dev");
const RELEASE = releaseOf(smallCatalog());
const TARGET = { region: STAGE.region, account: STAGE.account } as unknown as Subject["target"];
const SUBJECT = { target: TARGET, stage: STAGE, release: RELEASE, apiId: "a1" } as unknown as Subject;

/** What API Gateway has after an import of the release's document. */
const LIVE: readonly { readonly route: Route; readonly integration: Integration }[] = functionsOnStage(
  STAGE,
  RELEASE,
).flatMap((fn) =>
  fn.spec.routes.map((text) => {
    const { method, path, auth } = parseRoute(text);
    const arn = arnOf.live(STAGE, fn.service.service, fn.name);
    return {
      route: {
        RouteKey: `${method} ${path}`,
        Target: `integrations/${fn.id}`,
        ...(auth === "none" ? { AuthorizationType: "NONE" } : { AuthorizationType: "JWT", AuthorizerId: "j" }),
      },
      integration: {
        IntegrationId: fn.id,
        IntegrationUri: `arn:aws:apigateway:${STAGE.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
        PayloadFormatVersion: fn.service.defaults.payload,
      },
    };
  }),
);
const ROUTES = LIVE.map(({ route }) => route);
const FIRST = ROUTES[0]?.RouteKey ?? "";

describe("the routes of an API", () => {
  const gateway = mockClient(ApiGatewayV2Client);
  before(() => {
    gateway.on(GetIntegrationsCommand).resolves({ Items: LIVE.map(({ integration }) => integration) });
    gateway.on(GetAuthorizersCommand).resolves({ Items: [{ AuthorizerId: "j", Name: "cognito" }] });
  });
  after(() => {
    gateway.restore();
  });

  /** @param pages of routes, as API Gateway gives them */
  function give(...pages: readonly (readonly Route[])[]): void {
    gateway.on(GetRoutesCommand).callsFake(({ NextToken }: { readonly NextToken?: string }) => {
      const page = Number(NextToken ?? 0);
      return { Items: pages[page], ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}) };
    });
  }
  const differences = () => routeDifferences(TARGET, STAGE, RELEASE, "a1");

  it("are the release's where each page of them is", async () => {
    give(ROUTES.slice(0, 1), ROUTES.slice(1));
    assert.deepEqual(await differences(), []);
  });

  it("differ where one is missing, and are no longer verified", async () => {
    give(ROUTES.slice(1));
    const found = (await differences()).map(({ key, found: live }) => [key, live]);
    const verdict = (await checkServedRoutes(SUBJECT))?.verdict.kind;
    assert.deepEqual([found, verdict], [[[FIRST, null]], "failed"]);
  });

  it("differ where one is not the release's", async () => {
    give([...ROUTES, { RouteKey: "GET /by-hand" }]);
    const found = (await differences()).map(({ key, expected }) => [key, expected]);
    assert.deepEqual(found, [["GET /by-hand", null]]);
  });

  it("differ if one accepts any caller", async () => {
    const secured = ROUTES.find(({ AuthorizationType }) => AuthorizationType === "JWT");
    give(ROUTES.map((route) => (route === secured ? { ...route, AuthorizationType: "NONE" } : route)));
    const found = (await differences()).map(({ key, found: live, expected }) => [
      key,
      expected?.split(", ").at(-1),
      live?.split(", ").at(-1),
    ]);
    assert.deepEqual(found, [[secured?.RouteKey, "cognito", "public"]]);
  });

  it("are not compared where the API is gone, which the engine reports", async () => {
    gateway.on(GetRoutesCommand).rejects(new NotFoundException({ message: "Invalid API", $metadata: {} }));
    assert.deepEqual(await differences(), []);
  });
});
