import type { STSClient } from "@aws-sdk/client-sts";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";
import type { CallerIdentity } from "./identity";

/** Who signs requests, and what the answer says about the clock of this machine. */
export interface SignIn {
  readonly caller: CallerIdentity;
  /** Time of AWS minus time of this machine; null: the answer has no date. ms */
  readonly clockOffset: number | null;
}

/** Credentials that sign requests. */
export interface CredentialsLife {
  /** Unix ms; null: they do not expire, or their source does not say when */
  readonly expiresAt: number | null;
  /** Whether the SDK and Pulumi renew them by themselves: those of a profile, not those of environment variables. */
  readonly renewed: boolean;
  /** Whether they are a session's, which expires. */
  readonly temporary: boolean;
}

/** Asks STS who the caller is. @throws DeployError IDENTITY_UNKNOWN, AWS */
export async function signIn(target: AwsTarget): Promise<SignIn> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(target));
  const clock = watchClock(client);
  const { Account, Arn } = await calling(target, "reading the caller's identity", () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  return { caller: { account: Account ?? "", arn: Arn ?? "" }, clockOffset: clock.offset };
}

/** Compares the `Date` of each answer with the clock. The SDK corrects its own signatures; other programs do not. */
function watchClock(client: STSClient): { offset: number | null } {
  const clock: { offset: number | null } = { offset: null };
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = Date.now();
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const date = Date.parse(headers?.["date"] ?? "");
      if (!Number.isNaN(date)) clock.offset = date - (sent + Date.now()) / 2;
      return result;
    },
    { step: "deserialize", priority: "low", name: "watchClock" },
  );
  return clock;
}

/** Credentials as the SDK resolves them. */
interface ResolvedCredentials {
  readonly sessionToken?: string;
  readonly expiration?: Date;
  readonly $source?: Readonly<Record<string, unknown>>;
}

/** @throws DeployError IDENTITY_UNKNOWN */
export async function credentialsLife(target: AwsTarget): Promise<CredentialsLife> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(target));
  return lifeOf(await calling(target, "reading the credentials", () => client.config.credentials()));
}

export function lifeOf({ sessionToken, expiration, $source = {} }: ResolvedCredentials): CredentialsLife {
  // Keys of the environment, and those that a profile contains, stay the same until a user replaces them.
  const fixed = ["CREDENTIALS_ENV_VARS", "CREDENTIALS_PROFILE", "CREDENTIALS_CODE"].some((key) => key in $source);
  const chained = Object.keys($source).some((key) => /STS_|SSO|PROCESS|HTTP|IMDS|LOGIN/.test(key));
  return {
    expiresAt: expiration?.getTime() ?? null,
    renewed: chained || !fixed,
    temporary: sessionToken !== undefined || expiration !== undefined,
  };
}
