import { strict as assert } from "node:assert";
import { addressFor } from "../../../../../automation/aws/api/apiRequest";
import { addressesOf } from "../../../../../automation/verification/addresses";

describe("the address of a request", () => {
  const OUTPUTS = {
    url: { value: "https://main", secret: false },
    apis: { value: { "/reports": { id: "r", url: "https://other" } }, secret: false },
  };

  it("is that of the API which serves its path, without the API's path", () => {
    const paths = ["/users", "/reports/all?x=1", "/reports"];
    assert.deepEqual(
      paths.map((path) => addressFor(addressesOf(OUTPUTS), path)),
      [
        { url: "https://main", path: "/users" },
        { url: "https://other", path: "/all?x=1" },
        { url: "https://other", path: "/" },
      ],
    );
  });

  it("is the main API's where there is no other", () => {
    const address = addressFor(addressesOf({ url: OUTPUTS.url }), "/reports");
    assert.deepEqual(address, { url: "https://main", path: "/reports" });
  });
});
