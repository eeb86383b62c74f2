import { strict as assert } from "node:assert";
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { mockClient } from "aws-sdk-client-mock";
import { EMAIL_CHECK } from "../../../../automation/preflight/checks/email";
import { checkStage, findingsOf } from "../../../../automation/preflight/run";
import type { Subject } from "../../../../automation/preflight/subject";
import { useMock } from "../../../support/mocks";
import { realCatalog, smallCatalog } from "../../../support/release";
import { fakeSubject } from "../../../support/subject";

const named = (name: string): Error => Object.assign(new Error("no"), { name });

describe("the check of e-mail", () => {
  const ses = useMock(() => mockClient(SESv2Client));
  const codes = async (subject: Partial<Subject> = {}) => {
    const catalog = subject.catalog ?? (await realCatalog());
    const findings = findingsOf(await checkStage(fakeSubject({ ...subject, catalog }), [EMAIL_CHECK]));
    return findings.map(({ code, status }) => code ?? status);
  };
  const account = (ProductionAccessEnabled: boolean, SendingEnabled = true) =>
    ses().on(GetAccountCommand).resolves({ ProductionAccessEnabled, SendingEnabled });
  const identity = (VerifiedForSendingStatus: boolean) =>
    ses().on(GetEmailIdentityCommand, { EmailIdentity: "listbackup.ai" }).resolves({ VerifiedForSendingStatus });

  it("passes for a verified domain of an account with production access", async () => {
    account(true);
    identity(true);
    assert.deepEqual(await codes(), ["ok"]);
  });

  it("warns of the sandbox, and of a domain that is not verified, at once", async () => {
    account(false);
    identity(false);
    assert.deepEqual(await codes(), ["EMAIL_UNVERIFIED", "EMAIL_SANDBOX"]);
  });

  it("warns of a domain without an identity, and of paused sending", async () => {
    account(true, false);
    ses().on(GetEmailIdentityCommand).rejects(named("NotFoundException"));
    assert.deepEqual(await codes(), ["EMAIL_UNVERIFIED", "EMAIL_PAUSED"]);
  });

  it("is not available without the permission to read SES", async () => {
    ses().on(GetAccountCommand).rejects(named("AccessDeniedException"));
    identity(true);
    assert.deepEqual(await codes(), ["not-available"]);
  });

  it("reads nothing where no service sends e-mail", async () => {
    assert.deepEqual(await codes({ catalog: smallCatalog() }), ["ok"]);
    assert.equal(ses().calls().length, 0);
  });
});
