import { calling, isNotFound } from "../aws/errors";
import { clientConfig, requireLoopback, type AwsTarget } from "../aws/target";
import { slackText, type Notification } from "./message";

const PARAMETER = "/listbackup/slack-webhook";

/**
 * Slack's webhook URL, which is a secret: it allows to post messages. null: not set
 * @throws DeployError AWS; ENDPOINT_NOT_LOOPBACK where a rehearsal's is not on this machine
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

/** Errors do not contain the value. */
function checked(target: AwsTarget, value: string): URL {
  if (!URL.canParse(value)) throw new Error(`${PARAMETER} is not a URL`);
  const address = new URL(value);
  if (target.kind === "rehearsal") {
    requireLoopback(address.origin);
    return address;
  }
  if (address.protocol !== "https:" || address.host !== "hooks.slack.com" || address.username !== "")
    throw new Error(`${PARAMETER} is not a webhook URL of Slack`);
  return address;
}

/** @throws Error that does not contain the URL */
export async function postToSlack(webhook: URL, notification: Notification, signal: AbortSignal): Promise<void> {
  const response = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: slackText(notification) }),
    redirect: "manual",
    signal,
  }).catch(() => {
    throw new Error("Slack did not respond");
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack returned ${String(response.status)}`);
}
