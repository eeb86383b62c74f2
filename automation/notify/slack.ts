import { calling, isNotFound } from "../aws/errors";
import { clientConfig, requireLoopback, type AwsTarget } from "../aws/target";
import { slackText, type Notification } from "./message";

const PARAMETER = "/listbackup/slack-webhook";

/**
 * The address that Slack gave for messages, which is a secret: whoever has it may write. Null where none is set.
 * @throws DeployError AWS; ENDPOINT_NOT_LOOPBACK where a rehearsal's is not of this machine
 */
export async function slackWebhook(target: AwsTarget, signal: AbortSignal): Promise<URL | null> {
  const { SSMClient, GetParameterCommand } = await import("@aws-sdk/client-ssm");
  const client = new SSMClient(clientConfig(target));
  const value = await calling(target, `reading ${PARAMETER}`, () =>
    client
      .send(new GetParameterCommand({ Name: PARAMETER, WithDecryption: true }), { abortSignal: signal })
      .then(({ Parameter }) => Parameter?.Value ?? "")
      .catch((error: unknown) => {
        if (isNotFound(error)) return "";
        throw error;
      }),
  );
  if (value === "") return null;
  return checked(target, value);
}

/** Its value is in none of the errors. */
function checked(target: AwsTarget, value: string): URL {
  if (!URL.canParse(value)) throw new Error(`${PARAMETER} holds no address`);
  const address = new URL(value);
  if (target.kind === "rehearsal") {
    requireLoopback(address.origin);
    return address;
  }
  if (address.protocol !== "https:" || address.host !== "hooks.slack.com" || address.username !== "")
    throw new Error(`${PARAMETER} holds an address that is not Slack's`);
  return address;
}

/** @throws Error without the address in it */
export async function tellSlack(webhook: URL, notification: Notification, signal: AbortSignal): Promise<void> {
  const response = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: slackText(notification) }),
    redirect: "manual",
    signal,
  }).catch(() => {
    throw new Error("Slack does not answer");
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack answers ${String(response.status)}`);
}
