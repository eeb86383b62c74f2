import { DeployError } from "../../../model/errors";
import { InFlight } from "../../inFlight";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

export interface CallerIdentity {
  /** 12 digits */
  readonly account: string;
  readonly arn: string;
}

const questions = new InFlight<string, CallerIdentity>();

/** Asked once where stages are opened side by side with the same credentials. Not of another region, which may be lost. */
export function callerIdentity(target: AwsTarget): Promise<CallerIdentity> {
  return questions.ask(`${target.region} ${credentialsOf(target)}`, () => askIdentity(target));
}

function credentialsOf(target: AwsTarget): string {
  switch (target.kind) {
    case "aws":
      return target.profile ?? "";
    case "rehearsal":
      return `${target.endpoint} ${target.session?.accessKeyId ?? target.account}`;
  }
}

async function askIdentity(target: AwsTarget): Promise<CallerIdentity> {
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
