import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** An alarm in the state ALARM. */
export interface ActiveAlarm {
  /** Physical name. */
  readonly name: string;
  /** CloudWatch's description. */
  readonly reason: string;
  /** Start of the newest period that CloudWatch evaluated. Unix ms; null where CloudWatch does not report it */
  readonly evaluatedFrom: number | null;
}

const MAX_REASON_LENGTH = 300;
/** Limit of DescribeAlarms. */
const MAX_ALARMS = 100;

/**
 * The members of a composite alarm.
 * @param name physical
 * @returns physical names; empty where the alarm does not exist
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

/** Which of some alarms are active. @param names physical, at most 100 */
export async function activeAlarms(
  target: AwsTarget,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly ActiveAlarm[]> {
  if (names.length === 0) return [];
  const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const { MetricAlarms = [] } = await calling(target, "reading the alarms of the stage", () =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: [...names], StateValue: "ALARM", MaxRecords: MAX_ALARMS }), {
      abortSignal: signal,
    }),
  );
  const active = MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM");
  return active.map(({ AlarmName = "", StateReason = "", StateReasonData }) => ({
    name: AlarmName,
    reason: StateReason.slice(0, MAX_REASON_LENGTH),
    evaluatedFrom: evaluatedFrom(StateReasonData),
  }));
}

/** @param data `{"evaluatedDatapoints":[{"timestamp":"2026-11-26T20:00:00.000+0000",…}],…}` */
function evaluatedFrom(data: string | undefined): number | null {
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
