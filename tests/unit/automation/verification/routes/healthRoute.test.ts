import { strict as assert } from "node:assert";
import { apiHealthCheck, HEALTH_PATH } from "../../../../../automation/verification/routes/healthRoute";
import { catalogSchema } from "../../../../../model/catalog/schema/catalog";
import { NAMES } from "../../../../../model/names";
import { phaseNumber } from "../../../../../model/phases";
import type { Release } from "../../../../../model/release/release";
import type { Stage } from "../../../../../model/stage/stage";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const RELEASE = releaseOf(smallCatalog());
const GATEWAY = phaseNumber("gateway");
const OWN = NAMES.function.of(STAGE, "gateway", "health");

const PLACEHOLDER: Release = {
  ...RELEASE,
  artifacts: { ...RELEASE.artifacts, "gateway/health": { digest: "0".repeat(64), size: 1, kind: "placeholder" } },
};

/** The catalog with something else in place of the gateway service. */
function withGateway(gateway: object): Release {
  const { services, ...catalog } = smallCatalog();
  return releaseOf(
    catalogSchema.parse({ ...catalog, services: { ...services, gateway: { ...services["gateway"], ...gateway } } }),
  );
}
const WITHOUT_ROUTE = withGateway({
  functions: { health: { handler: "gateway/health", routes: ["GET /status public"] } },
});
const LATER = withGateway({ phase: "business" });
const WITH_TOKEN = withGateway({ functions: { health: { handler: "gateway/health", routes: ["GET /health"] } } });
const WITHOUT_FUNCTION: Stage = { ...STAGE, functions: { ...STAGE.functions, absent: ["gateway/health"] } };

describe("apiHealthCheck", () => {
  const CASES: readonly (readonly [
    what: string,
    release: Release,
    answer: readonly [status: number, json: unknown],
    problem: string | null,
  ])[] = [
    ["a handler succeeds", RELEASE, [200, { status: "healthy" }], null],
    ["a handler answers in another form", RELEASE, [204, undefined], null],
    ["a handler finds itself ill", RELEASE, [503, { status: "unhealthy" }], "GET /health returned 503"],
    ["a handler has moved", RELEASE, [302, undefined], "GET /health returned 302, expected 200"],
    ["a placeholder takes the handler's place", RELEASE, [501, { function: OWN }], "GET /health returned 501"],
    [
      "the API has no such route yet",
      RELEASE,
      [404, { message: "Not Found" }],
      "GET /health returned 404: the API has no such route",
    ],
    [
      "the API may not invoke the function",
      RELEASE,
      [500, { message: "Internal Server Error" }],
      "GET /health returned 500: API Gateway may not invoke the function, or got no valid response from it",
    ],
    ["a placeholder names itself", PLACEHOLDER, [501, { message: "not implemented", function: OWN }], null],
    [
      "a placeholder names another",
      PLACEHOLDER,
      [501, { function: "x" }],
      `GET /health returned 501, but not from the placeholder of ${OWN}`,
    ],
    ["a placeholder succeeds", PLACEHOLDER, [200, {}], "GET /health is a placeholder and returned 200, expected 501"],
    ["a function that wants a token refuses", WITH_TOKEN, [401, { message: "Unauthorized" }], null],
    [
      "a function that requires a token accepts any caller",
      WITH_TOKEN,
      [200, {}],
      "GET /health without a token returned 200, expected 401",
    ],
    ["there is no such route, and the API says so", WITHOUT_ROUTE, [404, { message: "Not Found" }], null],
    [
      "there is no such route, and no API",
      WITHOUT_ROUTE,
      [403, { message: "Forbidden" }],
      "the API returned 403, expected its own 404",
    ],
    ["the function comes in a later phase, and the API is there", LATER, [404, { message: "Not Found" }], null],
  ];
  for (const [what, release, [status, json], expected] of CASES) {
    it(`${what}`, () => {
      assert.equal(apiHealthCheck(STAGE, release, GATEWAY).problem(status, json), expected);
    });
  }

  const PATHS: readonly (readonly [what: string, stage: Stage, release: Release, phase: number, isHealth: boolean])[] =
    [
      ["its function is there", STAGE, RELEASE, GATEWAY, true],
      ["its function is a placeholder", STAGE, PLACEHOLDER, GATEWAY, true],
      ["its function comes later", STAGE, LATER, GATEWAY, false],
      ["its function has come", STAGE, LATER, phaseNumber("business"), true],
      ["there is no such route", STAGE, WITHOUT_ROUTE, GATEWAY, false],
      ["the stage does without the function", WITHOUT_FUNCTION, RELEASE, GATEWAY, false],
    ];
  for (const [what, stage, release, phase, isHealth] of PATHS) {
    it(`${isHealth ? "uses" : "does not use"} GET ${HEALTH_PATH} where ${what}`, () => {
      assert.equal(apiHealthCheck(stage, release, phase).path === HEALTH_PATH, isHealth);
    });
  }
});
