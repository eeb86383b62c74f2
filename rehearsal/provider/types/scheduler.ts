import { rangeOf } from "../schema/limits";
import { defineRow, type Row } from "../schema/row";
import { toDelivery } from "./delivery";
import { block, json, number, type Shape, text } from "../schema/schema";

const inputs = {
  name: text({ replaces: true, length: [1, 64] }),
  groupName: text({ default: "default", replaces: true }),
  description: text({ length: [0, 512] }),
  scheduleExpression: text({ required: true, length: [1, 256] }),
  scheduleExpressionTimezone: text({ default: "UTC", length: [1, 50] }),
  state: text({ default: "ENABLED" }),
  flexibleTimeWindow: block({ mode: text({ required: true }), maximumWindowInMinutes: number() }, { required: true }),
  target: block(
    {
      arn: text({ required: true }),
      roleArn: text({ required: true }),
      input: json(),
      deadLetterConfig: block({ arn: text({ required: true }) }),
      retryPolicy: block(
        {
          maximumEventAgeInSeconds: number({ default: 86_400, range: rangeOf("deliveryEventAge") }),
          maximumRetryAttempts: number({ default: 185, range: rangeOf("deliveryRetries") }),
        },
        { computed: true },
      ),
    },
    { required: true },
  ),
};

type Inputs = Shape<typeof inputs>;

/** `GROUP/NAME`, as the AWS provider has it. */
function scheduleKey(id: string): { readonly GroupName: string; readonly Name: string } {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

/** What create and update have in common: an update resets what it leaves out. */
function settings(given: Inputs) {
  const { flexibleTimeWindow: window, target } = given;
  return {
    Description: given.description,
    ScheduleExpression: given.scheduleExpression,
    ScheduleExpressionTimezone: given.scheduleExpressionTimezone,
    State: given.state as "ENABLED",
    FlexibleTimeWindow: { Mode: window.mode as "OFF", MaximumWindowInMinutes: window.maximumWindowInMinutes },
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      ...toDelivery(target),
    },
  };
}

const schedule = defineRow({
  token: "aws:scheduler/schedule:Schedule",
  inputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ scheduler }, given) {
    const Name = given.name ?? "";
    await scheduler.createSchedule({ Name, GroupName: given.groupName, ...settings(given) });
    return `${given.groupName}/${Name}`;
  },
  async read({ scheduler }, id) {
    const found = await scheduler.getSchedule(scheduleKey(id));
    const { FlexibleTimeWindow: window, Target: target } = found;
    return {
      name: found.Name,
      groupName: found.GroupName,
      description: found.Description,
      scheduleExpression: found.ScheduleExpression,
      scheduleExpressionTimezone: found.ScheduleExpressionTimezone ?? "UTC",
      state: found.State,
      flexibleTimeWindow: window && { mode: window.Mode, maximumWindowInMinutes: window.MaximumWindowInMinutes },
      target: target && {
        arn: target.Arn,
        roleArn: target.RoleArn,
        input: target.Input,
        deadLetterConfig: target.DeadLetterConfig?.Arn ? { arn: target.DeadLetterConfig.Arn } : undefined,
        retryPolicy: target.RetryPolicy && {
          maximumEventAgeInSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
          maximumRetryAttempts: target.RetryPolicy.MaximumRetryAttempts,
        },
      },
      arn: found.Arn,
    };
  },
  async update({ scheduler }, { id, news }) {
    await scheduler.updateSchedule({ ...scheduleKey(id), ...settings(news) });
  },
  async remove({ scheduler }, id) {
    await scheduler.deleteSchedule(scheduleKey(id));
  },
});

export const schedulerRows: readonly Row[] = [schedule];
