import { TAGS_PROPERTY } from "../../schema/row";
import { block, blockSet, flag, number, type Shape, text, textSet } from "../../schema/schema";

export const inputs = {
  name: text({ replaces: true }),
  attributes: blockSet({ name: text({ required: true }), type: text({ required: true }) }, { computed: true }),
  hashKey: text({ required: true, replaces: true }),
  rangeKey: text({ replaces: true }),
  billingMode: text({ default: "PROVISIONED", among: ["PAY_PER_REQUEST", "PROVISIONED"] }),
  readCapacity: number({ computed: true }),
  writeCapacity: number({ computed: true }),
  // Computed: the last index stays on AWS when the program has none.
  globalSecondaryIndexes: blockSet(
    {
      name: text({ required: true }),
      hashKey: text({ required: true }),
      rangeKey: text(),
      projectionType: text({ required: true }),
      nonKeyAttributes: textSet(),
      readCapacity: number({ computed: true }),
      writeCapacity: number({ computed: true }),
    },
    { computed: true },
  ),
  localSecondaryIndexes: blockSet(
    {
      name: text({ required: true }),
      rangeKey: text({ required: true }),
      projectionType: text({ required: true }),
      nonKeyAttributes: textSet(),
    },
    { replaces: true },
  ),
  // Left out, the AWS provider turns nothing off (`SuppressMissingOptionalConfigurationBlock`).
  ttl: block({ attributeName: text(), enabled: flag({ default: false }) }, { computed: true }),
  streamEnabled: flag({ default: false }),
  streamViewType: text({ computed: true }),
  pointInTimeRecovery: block(
    { enabled: flag({ required: true }), recoveryPeriodInDays: number({ computed: true, range: [1, 35] }) },
    { computed: true },
  ),
  deletionProtectionEnabled: flag({ default: false }),
  serverSideEncryption: block(
    { enabled: flag({ required: true }), kmsKeyArn: text({ computed: true }) },
    { computed: true },
  ),
  tableClass: text({ default: "STANDARD", among: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] }),
  tags: TAGS_PROPERTY,
};

export type Inputs = Shape<typeof inputs>;

export type Gsi = NonNullable<Inputs["globalSecondaryIndexes"]>[number];
