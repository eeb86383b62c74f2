import { calling } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** What a composite alarm says. */
export type AlarmState =
  | { readonly kind: "quiet" }
  | { readonly kind: "rings"; readonly reason: string }
  /** Deployed by an earlier version of this program, or off. */
  | { readonly kind: "absent" };

const LONGEST_REASON = 300;

/** Asks for the state of one composite alarm. @param name physical */
export async function alarmState(target: AwsTarget, name: string, signal: AbortSignal): Promise<AlarmState> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const { CompositeAlarms = [] } = await calling(target, `reading the alarm ${name}`, () =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] }), {
      abortSignal: signal,
    }),
  );
  const [alarm] = CompositeAlarms;
  if (alarm === undefined) return { kind: "absent" };
  if (alarm.StateValue !== "ALARM") return { kind: "quiet" };
  return { kind: "rings", reason: (alarm.StateReason ?? "").slice(0, LONGEST_REASON) };
}
