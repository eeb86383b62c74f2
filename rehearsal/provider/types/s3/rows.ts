import type { Aws } from "../../aws/aws";
import { defineRow, type Live, type Row } from "../../schema/row";
import { block, blocks, blockSet, type Fields, flag, json, number, type Shape, text } from "../../schema/schema";
import type { Properties } from "../../values/values";
import { bucket } from "./bucket";
import { fromReplicationRule, replicationRules, toReplicationRule } from "./replication";
import { corsRule, fromLifecycleRule, lifecycleRules, toLifecycleRule } from "./rules";

const bucketName = { bucket: text({ required: true, replaces: true }) };

interface Setting<F extends Fields> {
  readonly token: string;
  readonly inputs: F;
  put(aws: Aws, Bucket: string, given: Shape<F>): Promise<unknown>;
  get(aws: Aws, Bucket: string, state: Properties): Promise<Live | undefined>;
  remove(aws: Aws, Bucket: string): Promise<unknown>;
}

/** One setting of a bucket as a resource of its own; its id is the bucket's name. */
function bucketSetting<F extends Fields>({ token, inputs, put, get, remove }: Setting<F>): Row {
  return defineRow<Fields>({
    token,
    inputs: { ...bucketName, ...inputs },
    outputs: [],
    async create(aws, given) {
      const name = String(given["bucket"]);
      await put(aws, name, given as never);
      return name;
    },
    async read(aws, id, state) {
      const live = await get(aws, id, state);
      return live === undefined ? undefined : { bucket: id, ...live };
    },
    async update(aws, { id, news }) {
      await put(aws, id, news as never);
    },
    async remove(aws, id) {
      await remove(aws, id);
    },
  });
}

const versioning = bucketSetting({
  token: "aws:s3/bucketVersioning:BucketVersioning",
  inputs: { versioningConfiguration: block({ status: text({ required: true }) }, { required: true }) },
  put: ({ s3 }, Bucket, { versioningConfiguration: { status } }) =>
    s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: status as "Enabled" } }),
  async get({ s3 }, Bucket) {
    const { Status } = await s3.getBucketVersioning({ Bucket });
    return Status === undefined ? undefined : { versioningConfiguration: { status: Status } };
  },
  // A bucket that had versions can only stop making new ones.
  remove: ({ s3 }, Bucket) => s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
});

const encryption = bucketSetting({
  token: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  inputs: {
    rules: blockSet(
      {
        applyServerSideEncryptionByDefault: block({ sseAlgorithm: text({ required: true }), kmsMasterKeyId: text() }),
        bucketKeyEnabled: flag({ default: false }),
      },
      { required: true },
    ),
  },
  put: ({ s3 }, Bucket, { rules }) =>
    s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: rules.map(({ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled }) => ({
          ...(byDefault === undefined
            ? {}
            : {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: byDefault.sseAlgorithm as "AES256",
                  KMSMasterKeyID: byDefault.kmsMasterKeyId,
                },
              }),
          BucketKeyEnabled: bucketKeyEnabled,
        })),
      },
    }),
  async get({ s3 }, Bucket) {
    const { ServerSideEncryptionConfiguration: found } = await s3.getBucketEncryption({ Bucket });
    return {
      rules: found?.Rules?.map(({ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }) => ({
        applyServerSideEncryptionByDefault: byDefault && {
          sseAlgorithm: byDefault.SSEAlgorithm,
          kmsMasterKeyId: byDefault.KMSMasterKeyID,
        },
        bucketKeyEnabled: BucketKeyEnabled ?? false,
      })),
    };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketEncryption({ Bucket }),
});

const publicAccess = bucketSetting({
  token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  inputs: {
    blockPublicAcls: flag({ default: false }),
    blockPublicPolicy: flag({ default: false }),
    ignorePublicAcls: flag({ default: false }),
    restrictPublicBuckets: flag({ default: false }),
  },
  put: ({ s3 }, Bucket, given) =>
    s3.putPublicAccessBlock({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: given.blockPublicAcls,
        BlockPublicPolicy: given.blockPublicPolicy,
        IgnorePublicAcls: given.ignorePublicAcls,
        RestrictPublicBuckets: given.restrictPublicBuckets,
      },
    }),
  async get({ s3 }, Bucket) {
    const { PublicAccessBlockConfiguration: found } = await s3.getPublicAccessBlock({ Bucket });
    return {
      blockPublicAcls: found?.BlockPublicAcls ?? false,
      blockPublicPolicy: found?.BlockPublicPolicy ?? false,
      ignorePublicAcls: found?.IgnorePublicAcls ?? false,
      restrictPublicBuckets: found?.RestrictPublicBuckets ?? false,
    };
  },
  remove: ({ s3 }, Bucket) => s3.deletePublicAccessBlock({ Bucket }),
});

const lifecycle = bucketSetting({
  token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  inputs: { rules: lifecycleRules },
  put: ({ s3 }, Bucket, { rules }) =>
    s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: rules.map(toLifecycleRule) } }),
  async get({ s3 }, Bucket, state) {
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket });
    const known = (state["rules"] ?? []) as readonly Properties[];
    const unfiltered = new Set(known.filter((rule) => rule["filter"] === undefined).map((rule) => rule["id"]));
    return { rules: Rules?.map((rule) => fromLifecycleRule(rule, !unfiltered.has(rule.ID ?? ""))) };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketLifecycle({ Bucket }),
});

const cors = bucketSetting({
  token: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  inputs: { corsRules: blocks(corsRule, { required: true }) },
  put: ({ s3 }, Bucket, { corsRules }) =>
    s3.putBucketCors({
      Bucket,
      CORSConfiguration: {
        CORSRules: corsRules.map((rule) => ({
          ID: rule.id,
          AllowedMethods: [...rule.allowedMethods],
          AllowedOrigins: [...rule.allowedOrigins],
          ...(rule.allowedHeaders === undefined ? {} : { AllowedHeaders: [...rule.allowedHeaders] }),
          ...(rule.exposeHeaders === undefined ? {} : { ExposeHeaders: [...rule.exposeHeaders] }),
          MaxAgeSeconds: rule.maxAgeSeconds,
        })),
      },
    }),
  async get({ s3 }, Bucket) {
    const { CORSRules } = await s3.getBucketCors({ Bucket });
    return {
      corsRules: CORSRules?.map((rule) => ({
        id: rule.ID,
        allowedHeaders: rule.AllowedHeaders,
        allowedMethods: rule.AllowedMethods,
        allowedOrigins: rule.AllowedOrigins,
        exposeHeaders: rule.ExposeHeaders,
        maxAgeSeconds: rule.MaxAgeSeconds,
      })),
    };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketCors({ Bucket }),
});

const policy = bucketSetting({
  token: "aws:s3/bucketPolicy:BucketPolicy",
  inputs: { policy: json({ required: true }) },
  put: ({ s3 }, Bucket, { policy: Policy }) => s3.putBucketPolicy({ Bucket, Policy }),
  async get({ s3 }, Bucket) {
    const { Policy } = await s3.getBucketPolicy({ Bucket });
    return { policy: Policy };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketPolicy({ Bucket }),
});

const ownership = bucketSetting({
  token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  inputs: { rule: block({ objectOwnership: text({ required: true }) }, { required: true }) },
  put: ({ s3 }, Bucket, { rule }) =>
    s3.putBucketOwnershipControls({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership as "BucketOwnerEnforced" }] },
    }),
  async get({ s3 }, Bucket) {
    const { OwnershipControls } = await s3.getBucketOwnershipControls({ Bucket });
    return { rule: { objectOwnership: OwnershipControls?.Rules?.[0]?.ObjectOwnership } };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketOwnershipControls({ Bucket }),
});

const objectLock = bucketSetting({
  token: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  inputs: {
    objectLockEnabled: text({ default: "Enabled", replaces: true }),
    rule: block({
      defaultRetention: block(
        { mode: text({ among: ["GOVERNANCE", "COMPLIANCE"] }), days: number(), years: number() },
        { required: true },
      ),
    }),
  },
  put: ({ s3 }, Bucket, { objectLockEnabled, rule }) =>
    s3.putObjectLockConfiguration({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: objectLockEnabled as "Enabled",
        ...(rule === undefined
          ? {}
          : {
              Rule: {
                DefaultRetention: {
                  Mode: rule.defaultRetention.mode as "GOVERNANCE",
                  Days: rule.defaultRetention.days,
                  Years: rule.defaultRetention.years,
                },
              },
            }),
      },
    }),
  async get({ s3 }, Bucket) {
    const { ObjectLockConfiguration: found } = await s3.getObjectLockConfiguration({ Bucket });
    const retention = found?.Rule?.DefaultRetention;
    return {
      objectLockEnabled: found?.ObjectLockEnabled,
      rule: retention && {
        defaultRetention: { mode: retention.Mode, days: retention.Days, years: retention.Years },
      },
    };
  },
  // A bucket's lock stays; only new objects are no longer retained.
  remove: ({ s3 }, Bucket) =>
    s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } }),
});

const replication = bucketSetting({
  token: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  inputs: { role: text({ required: true }), rules: replicationRules },
  put: ({ s3 }, Bucket, { role, rules }) =>
    s3.putBucketReplication({
      Bucket,
      ReplicationConfiguration: { Role: role, Rules: rules.map(toReplicationRule) },
    }),
  async get({ s3 }, Bucket) {
    const { ReplicationConfiguration: found } = await s3.getBucketReplication({ Bucket });
    return { role: found?.Role, rules: found?.Rules?.map(fromReplicationRule) };
  },
  remove: ({ s3 }, Bucket) => s3.deleteBucketReplication({ Bucket }),
});

export const s3Rows: readonly Row[] = [
  bucket,
  versioning,
  encryption,
  publicAccess,
  lifecycle,
  cors,
  policy,
  ownership,
  objectLock,
  replication,
];
