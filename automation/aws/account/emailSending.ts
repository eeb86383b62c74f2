import { calling, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** Whether the account may send e-mail of a domain. */
export interface EmailSending {
  /** false: SES sends to verified recipients only, 200 messages a day */
  readonly production: boolean;
  /** false: AWS has paused the account's sending */
  readonly enabled: boolean;
  readonly domain: "verified" | "unverified" | "missing";
}

/** @throws DeployError AWS */
export async function emailSending(target: AwsTarget, domain: string): Promise<EmailSending> {
  const { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } = await import("@aws-sdk/client-sesv2");
  const client = new SESv2Client(clientConfig(target));
  return calling(target, `reading the e-mail identity ${domain}`, async () => {
    const [account, identity] = await Promise.all([
      client.send(new GetAccountCommand({})),
      client.send(new GetEmailIdentityCommand({ EmailIdentity: domain })).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      }),
    ]);
    return {
      production: account.ProductionAccessEnabled === true,
      enabled: account.SendingEnabled !== false,
      domain: identity === null ? "missing" : identity.VerifiedForSendingStatus === true ? "verified" : "unverified",
    };
  });
}
