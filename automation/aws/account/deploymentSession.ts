import { accountRoleArn } from "../../../model/access/roleArn";
import { DRIVER_NAMES } from "../../../model/names";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

type RehearsalTarget = Extract<AwsTarget, { readonly kind: "rehearsal" }>;

/** As long as a deployment of any stage takes in a rehearsal. s */
const SESSION_SECONDS = 4 * 3_600;

/**
 * Signs in to an account of the emulator as its deployment role, so that what the role may not do fails in a rehearsal. An
 * account without the role is not bootstrapped.
 * @throws DeployError AWS
 */
export async function deploymentSession(target: RehearsalTarget): Promise<RehearsalTarget> {
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
    return {
      ...target,
      session: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
  } catch (error) {
    // STS does not say whether a role is missing or does not trust the caller.
    const { role } = await import("./existing");
    if ((await role(DRIVER_NAMES.deploymentRole)(target)) === null) return target;
    return calling(target, "signing in as the deployment role", () => Promise.reject(error as Error));
  }
}
