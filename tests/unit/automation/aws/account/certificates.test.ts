import { strict as assert } from "node:assert";
import { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } from "@aws-sdk/client-acm";
import { mockClient } from "aws-sdk-client-mock";
import { pendingValidationRecords, recordLine } from "../../../../../automation/aws/account/certificates";

const AWS = { kind: "aws", region: "us-west-2", account: "100000000003" } as const;
const RECORD = { Name: "_a.api.listbackup.ai.", Type: "CNAME", Value: "_b.acm-validations.aws." } as const;

describe("pendingValidationRecords", () => {
  const acm = mockClient(ACMClient);
  beforeEach(() => {
    acm.reset();
    acm.on(ListCertificatesCommand).resolves({
      CertificateSummaryList: [
        { CertificateArn: "arn:own", DomainName: "api.listbackup.ai" },
        { CertificateArn: "arn:other", DomainName: "other.listbackup.ai" },
      ],
    });
    acm.on(DescribeCertificateCommand, { CertificateArn: "arn:own" }).resolves({
      Certificate: { DomainValidationOptions: [{ DomainName: "api.listbackup.ai", ResourceRecord: RECORD }] },
    });
  });
  after(() => acm.restore());

  const lines = async (): Promise<readonly string[]> =>
    (await pendingValidationRecords(AWS, "api.listbackup.ai")).map(recordLine);

  it("returns those of the stage's domain", async () => {
    assert.deepEqual(await lines(), ["_a.api.listbackup.ai. CNAME _b.acm-validations.aws."]);
  });

  it("leaves out records that are validated", async () => {
    acm.on(DescribeCertificateCommand).resolves({
      Certificate: {
        DomainValidationOptions: [{ DomainName: "x", ResourceRecord: RECORD, ValidationStatus: "SUCCESS" }],
      },
    });
    assert.deepEqual(await lines(), []);
  });

  it("returns none where ACM cannot be read", async () => {
    acm.on(ListCertificatesCommand).rejects(new Error("denied"));
    assert.deepEqual(await lines(), []);
  });
});
