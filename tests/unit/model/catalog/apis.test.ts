import { strict as assert } from "node:assert";
import { apiServing, catalogRouteKey, pathInApi } from "../../../../model/catalog/apis";

const APIS = ["", "/reports", "/reports/v1"].map((path) => ({ path }));

describe("the API that serves a path", () => {
  const ROWS: readonly (readonly [path: string, api: string, inApi: string])[] = [
    ["/users", "", "/users"],
    ["/reportsold", "", "/reportsold"],
    ["/reports", "/reports", "/"],
    ["/reports?x=1", "/reports", "/?x=1"],
    ["/reports/v2/a", "/reports", "/v2/a"],
    ["/reports/v1/a?x=/1", "/reports/v1", "/a?x=/1"],
  ];
  for (const [path, api, inApi] of ROWS) {
    it(`of ${path} is "${api}", which has it as ${inApi}`, () => {
      const found = apiServing(APIS, path);
      assert.deepEqual([found?.path, pathInApi(found ?? { path: "" }, path)], [api, inApi]);
    });
  }

  it("names its routes as users call them", () => {
    const keys = ["GET /", "GET /a/{id}", "$default"].map((key) => catalogRouteKey({ path: "/reports" }, key));
    assert.deepEqual(keys, ["GET /reports", "GET /reports/a/{id}", "$default"]);
  });
});
