import { AWS_LIMITS } from "../../../model/limits/awsLimits";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, number, text } from "../schema/schema";

const inputs = {
  name: text({ replaces: true }),
  /** 0: for ever. */
  // 0: for ever.
  retentionInDays: number({ default: 0, among: [0, ...AWS_LIMITS.logRetention.values] }),
  kmsKeyId: text(),
  logGroupClass: text({ computed: true, replaces: true }),
  skipDestroy: flag({ default: false }),
  tags: TAGS_PROPERTY,
};

const bare = (arn: string | undefined): string => (arn ?? "").replace(/:\*$/, "");

const logGroup = defineRow({
  token: "aws:cloudwatch/logGroup:LogGroup",
  inputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ logs }, given) {
    const logGroupName = given.name ?? "";
    await logs.createLogGroup({
      logGroupName,
      kmsKeyId: given.kmsKeyId,
      logGroupClass: given.logGroupClass as "STANDARD" | undefined,
      ...(Object.keys(given.tagsAll).length > 0 ? { tags: given.tagsAll } : {}),
    });
    return logGroupName;
  },
  async settle({ logs }, id, { retentionInDays }) {
    if (retentionInDays > 0) await logs.putRetentionPolicy({ logGroupName: id, retentionInDays });
  },
  async read({ logs }, id) {
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: id });
    const found = logGroups.find((group) => group.logGroupName === id);
    if (found === undefined) return undefined;
    const arn = bare(found.arn);
    const { tags } = await logs.listTagsForResource({ resourceArn: arn });
    return {
      name: id,
      retentionInDays: found.retentionInDays ?? 0,
      kmsKeyId: found.kmsKeyId,
      logGroupClass: found.logGroupClass,
      arn,
      tags: tags ?? {},
    };
  },
  async update({ logs }, { id, news, changed }) {
    const logGroupName = id;
    if (changed.has("retentionInDays")) {
      const { retentionInDays } = news;
      if (retentionInDays > 0) await logs.putRetentionPolicy({ logGroupName, retentionInDays });
      else await logs.deleteRetentionPolicy({ logGroupName });
    }
    if (changed.has("kmsKeyId")) {
      if (news.kmsKeyId === undefined) await logs.disassociateKmsKey({ logGroupName });
      else await logs.associateKmsKey({ logGroupName, kmsKeyId: news.kmsKeyId });
    }
  },
  async retag({ logs }, { state, set, removed }) {
    const resourceArn = String(state["arn"]);
    if (removed.length > 0) await logs.untagResource({ resourceArn, tagKeys: [...removed] });
    if (Object.keys(set).length > 0) await logs.tagResource({ resourceArn, tags: set });
  },
  async remove({ logs }, id, state) {
    if (state["skipDestroy"] !== true) await logs.deleteLogGroup({ logGroupName: id });
  },
});

export const logsRows: readonly Row[] = [logGroup];
