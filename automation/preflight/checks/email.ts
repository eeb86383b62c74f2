import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { emailSending, type EmailSending } from "../../aws/account/emailSending";
import { isDenied } from "../../aws/errors";
import { NOT_ROLLBACK, withCatalog, type StageCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

export const EMAIL_CHECK: StageCheck = {
  id: "email",
  on: "stage",
  purposes: NOT_ROLLBACK,
  ofChanges: true,
  ofRelease: true,
  run: withCatalog(email),
};

const GRANT = "send email";

async function email({ session }: Subject, catalog: Catalog): Promise<CheckResult | readonly CheckResult[]> {
  const { target, stage } = session;
  if (!Object.values(catalog.services).some(({ grants }) => grants.includes(GRANT)))
    return passed("not needed: no service sends e-mail");
  if (target.kind === "rehearsal") return notAvailable("a rehearsal sends no e-mail");
  const { zone } = stage.domains;
  const sending = await emailSending(target, zone).catch((error: unknown) => {
    // The permission to read SES is optional.
    if (error instanceof DeployError && isDenied(error.cause)) return null;
    throw error;
  });
  if (sending === null)
    return notAvailable("SES could not be read", "Allow ses:GetAccount and ses:GetEmailIdentity to check it.");
  return emailResults(zone, sending, target);
}

/** @param zone the domain that e-mail is sent from */
function emailResults(
  zone: string,
  { production, enabled, domain }: EmailSending,
  { region, profile }: { readonly region: string; readonly profile?: string },
): readonly CheckResult[] {
  const options = `--region ${region}${profile === undefined ? "" : ` --profile ${profile}`}`;
  const results: CheckResult[] = [];
  if (domain === "missing")
    results.push(
      found(
        "EMAIL_UNVERIFIED",
        `SES has no identity ${zone} in ${region}: no e-mail can be sent.`,
        `Create it: \`aws sesv2 create-email-identity --email-identity ${zone} ${options}\`; then set the DKIM records that it prints.`,
      ),
    );
  if (domain === "unverified")
    results.push(
      found(
        "EMAIL_UNVERIFIED",
        `The SES identity ${zone} is not verified: no e-mail can be sent.`,
        `Set its DKIM records in the zone: \`aws sesv2 get-email-identity --email-identity ${zone} ${options}\` prints them.`,
      ),
    );
  if (!enabled)
    results.push(
      found(
        "EMAIL_PAUSED",
        "AWS has paused the e-mail of this account.",
        "Answer AWS's case about it in the Support Center.",
      ),
    );
  if (!production)
    results.push(
      found(
        "EMAIL_SANDBOX",
        "SES is in the sandbox: it sends to verified recipients only, 200 messages a day.",
        `Request production access: \`aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://${zone} ${options}\`.`,
      ),
    );
  return results.length === 0 ? [passed(`${zone} is verified, and SES sends to any recipient`)] : results;
}
