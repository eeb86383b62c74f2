import { strict as assert } from "node:assert";
import { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } from "@aws-sdk/client-acm";
import { mockClient } from "aws-sdk-client-mock";
import { caaBlocker } from "../../../../automation/aws/account/caa";
import { certificate } from "../../../../automation/preflight/checks/certificate";
import { useMock } from "../../../support/mocks";
import { fakeSubject } from "../../../support/subject";

/** DNS with CAA records of some names. */
const dns = (issuers: Readonly<Record<string, readonly string[]>>) => (name: string) => {
  const found = issuers[name];
  return found === undefined
    ? Promise.reject(new Error("ENODATA"))
    : Promise.resolve(found.map((issue) => ({ critical: 0, issue })));
};

describe("CAA records", () => {
  for (const [title, issuers, blocker] of [
    ["of no name allow ACM", {}, null],
    ["of another authority forbid it", { "listbackup.ai": ["letsencrypt.org"] }, "listbackup.ai"],
    ["of Amazon allow it, with parameters", { "listbackup.ai": ["letsencrypt.org", "amazon.com; a=b"] }, null],
    [
      "of the nearest name decide",
      { "dev.api.listbackup.ai": ["amazontrust.com"], "listbackup.ai": ["other.org"] },
      null,
    ],
  ] as const)
    it(title, async () => {
      assert.equal(await caaBlocker("dev.api.listbackup.ai", dns(issuers)), blocker);
    });
});

describe("the check of the certificate", () => {
  const acm = useMock(() => mockClient(ACMClient));
  const codes = async (issuers: Readonly<Record<string, readonly string[]>>) =>
    (await certificate(fakeSubject(), dns(issuers))).map((result) =>
      result.kind === "found" ? result.code : result.kind,
    );

  it("passes where none is pending", async () => {
    acm().on(ListCertificatesCommand).resolves({ CertificateSummaryList: [] });
    assert.deepEqual(await codes({}), ["passed"]);
  });

  it("names what ACM waits for, and CAA records that forbid it", async () => {
    acm()
      .on(ListCertificatesCommand)
      .resolves({ CertificateSummaryList: [{ CertificateArn: "c", DomainName: "dev.api.listbackup.ai" }] });
    acm()
      .on(DescribeCertificateCommand)
      .resolves({
        Certificate: {
          DomainValidationOptions: [
            {
              DomainName: "d",
              ValidationStatus: "PENDING_VALIDATION",
              ResourceRecord: { Name: "_a", Type: "CNAME", Value: "b" },
            },
          ],
        },
      });
    assert.deepEqual(await codes({ "listbackup.ai": ["other.org"] }), ["CERTIFICATE_FORBIDDEN", "CERTIFICATE_PENDING"]);
  });
});
