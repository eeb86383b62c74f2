import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** An alarm that rings. */
export interface Ringing {
  /** Physical name. */
  readonly name: string;
  /** In CloudWatch's words. */
  readonly reason: string;
  /** When the newest time began that it was judged by. Unix ms; null where CloudWatch does not say */
  readonly judgedFrom: number | null;
}

const LONGEST_REASON = 300;

/**
 * The alarms whose states a composite alarm is made of.
 * @param name physical
 * @returns physical names; none where there is no such alarm
 */
export async function memberAlarms(target: AwsTarget, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const { CompositeAlarms = [] } = await calling(target, `reading the alarm ${name}`, () =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["CompositeAlarm"] }), {
      abortSignal: signal,
    }),
  );
  return [...(CompositeAlarms[0]?.AlarmRule ?? "").matchAll(/ALARM\("([^"]+)"\)/g)].map(([, member = ""]) => member);
}

/** Those of some alarms that ring. @param names physical, at most a hundred */
export async function ringingAlarms(
  target: AwsTarget,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly Ringing[]> {
  if (names.length === 0) return [];
  const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const { MetricAlarms = [] } = await calling(target, "reading the alarms of the stage", () =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: [...names], StateValue: "ALARM", MaxRecords: MOST_AT_ONCE }), {
      abortSignal: signal,
    }),
  );
  const ringing = MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM");
  return ringing.map(({ AlarmName = "", StateReason = "", StateReasonData }) => ({
    name: AlarmName,
    reason: StateReason.slice(0, LONGEST_REASON),
    judgedFrom: judgedFrom(StateReasonData),
  }));
}

/** `{"evaluatedDatapoints":[{"timestamp":"2026-11-26T20:00:00.000+0000",…}],…}` */
function judgedFrom(data: string | undefined): number | null {
  try {
    const { evaluatedDatapoints = [] } = JSON.parse(data ?? "{}") as {
      readonly evaluatedDatapoints?: readonly { readonly timestamp?: string }[];
    };
    const times = evaluatedDatapoints.map(({ timestamp = "" }) => Date.parse(timestamp.replace(/\+0000$/, "Z")));
    return times.length === 0 || times.some(Number.isNaN) ? null : Math.max(...times);
  } catch {
    return null;
  }
}

const MOST_AT_ONCE = 100;
