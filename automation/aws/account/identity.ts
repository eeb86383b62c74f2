import { DeployError } from "../../../model/errors";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

export interface CallerIdentity {
  /** 12 digits */
  readonly account: string;
  readonly arn: string;
}

export async function callerIdentity(target: AwsTarget): Promise<CallerIdentity> {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(target));
  const { Account, Arn } = await calling(target, "reading the caller's identity", () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  return { account: Account ?? "", arn: Arn ?? "" };
}

/**
 * Rejects any account but the stage's before anything is read or written: a refresh or an `up` in the wrong account would
 * treat every resource as deleted.
 * @returns the caller
 * @throws DeployError IDENTITY_MISMATCH
 */
export async function requireAccount(target: AwsTarget): Promise<CallerIdentity> {
  const caller = await callerIdentity(target);
  assertAccount(target, caller);
  return caller;
}

/** @throws DeployError IDENTITY_MISMATCH */
export function assertAccount(target: AwsTarget, { account, arn }: CallerIdentity): void {
  if (account === target.account) return;
  throw new DeployError(
    "IDENTITY_MISMATCH",
    `The stage is in account ${target.account}, but the credentials are for account ${account} (${arn}). Nothing was read or changed.`,
    "Use the profile of the stage's account: --profile <name>. If the stage has moved, change listbackup:account in its file.",
  );
}
