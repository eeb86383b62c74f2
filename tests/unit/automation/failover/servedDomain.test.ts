import { strict as assert } from "node:assert";
import { certificateProblem, type ServedDomain } from "../../../../automation/failover/servedDomain";

const NOW = 1_700_000_000_000;
const CERTIFICATE: ServedDomain["certificate"] = {
  arn: "arn",
  status: "ISSUED",
  names: ["api.example.com"],
  expiresAt: NOW + 1,
};
const problem = (change: Partial<ServedDomain["certificate"]>): string | null =>
  certificateProblem({ ...CERTIFICATE, ...change }, "api.example.com", NOW);

describe("the certificate of the recovery region", () => {
  it("is good where it is issued for the name", () => {
    assert.equal(problem({}), null);
  });

  it("is good where a wildcard covers the name", () => {
    assert.equal(problem({ names: ["*.example.com"] }), null);
  });

  it("is refused while it is pending", () => {
    assert.equal(problem({ status: "PENDING_VALIDATION" }), "its certificate is PENDING_VALIDATION, not ISSUED");
  });

  it("is refused for another name", () => {
    assert.equal(
      problem({ names: ["dr.api.example.com"] }),
      "its certificate covers dr.api.example.com, not api.example.com",
    );
  });

  it("is refused when it has expired", () => {
    assert.equal(problem({ expiresAt: NOW }), "its certificate expired 2023-11-14T22:13:20.000Z");
  });
});
