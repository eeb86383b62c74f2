import { accountRoleArn } from "../../../model/access/roleArn";
import { DRIVER_NAMES } from "../../../model/names";
import { calling } from "../errors";
import { InFlight } from "../../inFlight";
import { clientConfig, type AwsTarget, type SessionCredentials } from "../target";

type RehearsalTarget = Extract<AwsTarget, { readonly kind: "rehearsal" }>;

/** As long as a deployment of any stage takes in a rehearsal. s */
const SESSION_SECONDS = 4 * 3_600;

const signIns = new InFlight<string, SessionCredentials | null>();

/**
 * Signs in to an account of the emulator as its deployment role, so that what the role may not do fails in a rehearsal. An
 * account without the role is not bootstrapped.
 * @throws DeployError AWS
 */
export async function deploymentSession(target: RehearsalTarget): Promise<RehearsalTarget> {
  const session = await signIns.ask(`${target.endpoint} ${target.account}`, () => signIn(target));
  return session === null ? target : { ...target, session };
}

/** @returns null where the account has no such role */
async function signIn(target: RehearsalTarget): Promise<SessionCredentials | null> {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(target));
  const request = new AssumeRoleCommand({
    RoleArn: accountRoleArn(target.account, "deployment"),
    RoleSessionName: "rehearsal",
    DurationSeconds: SESSION_SECONDS,
  });
  try {
    const { Credentials } = await client.send(request);
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    // STS does not say whether a role is missing or does not trust the caller.
    const { role } = await import("./existing");
    if ((await role(DRIVER_NAMES.deploymentRole)(target)) === null) return null;
    return calling(target, "signing in as the deployment role", () => Promise.reject(error as Error));
  }
}
