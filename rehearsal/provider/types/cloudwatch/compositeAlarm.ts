import type { Aws } from "../../aws/aws";
import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { flag, type Shape, text, textSet } from "../../schema/schema";
import { alarmArn, retag, tagsOf } from "./alarmTags";
import { tagList } from "../../schema/tags";

const compositeInputs = {
  alarmName: text({ required: true, replaces: true }),
  alarmRule: text({ required: true }),
  alarmDescription: text(),
  actionsEnabled: flag({ default: true, replaces: true }),
  alarmActions: textSet(),
  okActions: textSet(),
  insufficientDataActions: textSet(),
  tags: TAGS_PROPERTY,
};

async function putComposite(
  { cloudwatch }: Aws,
  given: Shape<typeof compositeInputs>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  await cloudwatch.putCompositeAlarm({
    AlarmName: given.alarmName,
    AlarmRule: given.alarmRule,
    AlarmDescription: given.alarmDescription,
    ActionsEnabled: given.actionsEnabled,
    AlarmActions: [...(given.alarmActions ?? [])],
    OKActions: [...(given.okActions ?? [])],
    InsufficientDataActions: [...(given.insufficientDataActions ?? [])],
    ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
  });
}

export const compositeAlarm = defineRow({
  token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  inputs: compositeInputs,
  outputs: ["arn"],
  async create(aws, given) {
    await putComposite(aws, given, given.tagsAll);
    return given.alarmName;
  },
  async read(aws, id) {
    const { CompositeAlarms } = await aws.cloudwatch.describeAlarms({
      AlarmNames: [id],
      AlarmTypes: ["CompositeAlarm"],
    });
    const found = CompositeAlarms?.find((alarm) => alarm.AlarmName === id);
    if (found === undefined) return undefined;
    const arn = found.AlarmArn ?? alarmArn(aws.region, aws.account, id);
    return {
      alarmName: found.AlarmName,
      alarmRule: found.AlarmRule,
      alarmDescription: found.AlarmDescription,
      actionsEnabled: found.ActionsEnabled ?? true,
      alarmActions: found.AlarmActions,
      okActions: found.OKActions,
      insufficientDataActions: found.InsufficientDataActions,
      arn,
      tags: await tagsOf(aws, arn),
    };
  },
  async update(aws, { news }) {
    await putComposite(aws, news, {});
  },
  retag,
  async remove({ cloudwatch }, id) {
    await cloudwatch.deleteAlarms({ AlarmNames: [id] });
  },
});
