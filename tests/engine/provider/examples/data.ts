import type { Example } from "./example";

const table = {
  name: "example-table",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [
    { name: "id", type: "S" },
    { name: "owner", type: "S" },
  ],
  globalSecondaryIndexes: [{ name: "OwnerIndex", hashKey: "owner", rangeKey: "id", projectionType: "ALL" }],
  ttl: { attributeName: "expires", enabled: true },
  pointInTimeRecovery: { enabled: true },
  serverSideEncryption: { enabled: true },
  streamEnabled: true,
  streamViewType: "NEW_AND_OLD_IMAGES",
  deletionProtectionEnabled: false,
  tags: { part: "data" },
};

const provisioned = {
  name: "example-provisioned",
  billingMode: "PROVISIONED",
  readCapacity: 2,
  writeCapacity: 1,
  hashKey: "id",
  rangeKey: "at",
  attributes: [
    { name: "at", type: "N" },
    { name: "id", type: "S" },
    { name: "kind", type: "S" },
  ],
  localSecondaryIndexes: [{ name: "KindIndex", rangeKey: "kind", projectionType: "KEYS_ONLY" }],
};

export const dataExamples: readonly Example[] = [
  {
    token: "aws:dynamodb/table:Table",
    inputs: () => table,
    update: () => ({
      ...table,
      attributes: [
        { name: "id", type: "S" },
        { name: "kind", type: "S" },
      ],
      globalSecondaryIndexes: [
        { name: "KindIndex", hashKey: "kind", projectionType: "INCLUDE", nonKeyAttributes: ["title", "size"] },
      ],
      ttl: { attributeName: "expires", enabled: false },
      pointInTimeRecovery: { enabled: false },
      streamEnabled: false,
      streamViewType: undefined as never,
      tags: { part: "other" },
    }),
    replace: { hashKey: "owner" },
    drift: {
      change: ({ dynamodb }, id) =>
        dynamodb.updateContinuousBackups({
          TableName: id,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      shows: ["pointInTimeRecovery"],
    },
  },
  {
    token: "aws:dynamodb/table:Table",
    title: "provisioned, with a range key",
    inputs: () => provisioned,
    update: () => ({ ...provisioned, readCapacity: 5 }),
    replace: { rangeKey: "kind" },
  },
  {
    token: "aws:s3/bucket:Bucket",
    inputs: () => ({ bucket: "example-bucket-of-the-table", forceDestroy: true, tags: { part: "data" } }),
    update: () => ({ bucket: "example-bucket-of-the-table", forceDestroy: true, tags: { part: "other" } }),
    replace: { bucket: "example-bucket-of-another-name" },
    drift: {
      change: ({ s3 }, id) =>
        s3.putBucketTagging({ Bucket: id, Tagging: { TagSet: [{ Key: "hand", Value: "made" }] } }),
      shows: ["tags", "tagsAll"],
    },
    unread: ["forceDestroy"],
  },
  {
    token: "aws:ssm/parameter:Parameter",
    inputs: () => ({ name: "/example/text", type: "String", value: "one", description: "First", tags: { part: "x" } }),
    update: () => ({ name: "/example/text", type: "String", value: "two", description: "Second" }),
    replace: { name: "/example/other" },
    drift: {
      change: ({ ssm }, id) => ssm.putParameter({ Name: id, Value: "by hand", Overwrite: true }),
      shows: ["value"],
    },
  },
  {
    token: "aws:ssm/parameter:Parameter",
    title: "secret",
    inputs: () => ({ name: "/example/secret", type: "SecureString", value: "hush" }),
    update: () => ({ name: "/example/secret", type: "SecureString", value: "hush hush" }),
  },
  {
    token: "aws:kms/key:Key",
    inputs: () => ({
      description: "Example",
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      tags: { part: "data" },
    }),
    update: () => ({ description: "Changed", enableKeyRotation: false, deletionWindowInDays: 7 }),
    replace: { multiRegion: true },
    drift: { change: ({ kms }, id) => kms.disableKey({ KeyId: id }), shows: ["isEnabled"] },
    unread: ["deletionWindowInDays"],
  },
  {
    token: "aws:kms/alias:Alias",
    needs: async ({ kms }) => {
      const [one, two] = await Promise.all([kms.createKey({}), kms.createKey({})]);
      return { one: one.KeyMetadata?.KeyId ?? "", two: two.KeyMetadata?.Arn ?? "" };
    },
    inputs: ({ one = "" }) => ({ name: "alias/example", targetKeyId: one }),
    update: ({ two = "" }) => ({ name: "alias/example", targetKeyId: two }),
    replace: { name: "alias/other" },
  },
];
