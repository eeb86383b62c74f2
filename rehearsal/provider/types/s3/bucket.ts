import type { ObjectIdentifier, S3 } from "@aws-sdk/client-s3";
import { unlessGone } from "../../aws/aws";
import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { flag, text } from "../../schema/schema";
import { tagList, tagMap } from "../../schema/tags";

/** Removes every object and every version of it: AWS keeps a bucket that still holds something. */
async function empty(s3: S3, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const versions: ObjectIdentifier[] = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    const { Contents = [] } = versions.length > 0 ? {} : await s3.listObjectsV2({ Bucket });
    const Objects = versions.length > 0 ? versions : Contents.map(({ Key }) => ({ Key }));
    if (Objects.length === 0) return;
    await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
  }
}

export const bucket = defineRow({
  token: "aws:s3/bucket:Bucket",
  inputs: {
    bucket: text({ replaces: true }),
    forceDestroy: flag({ default: false }),
    objectLockEnabled: flag({ computed: true, replaces: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "bucketDomainName", "bucketRegionalDomainName", "bucketRegion", "hostedZoneId"],
  autoName: { property: "bucket" },
  async create({ s3, region }, given) {
    const Bucket = given.bucket ?? "";
    await s3.createBucket({
      Bucket,
      ...(region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region as "us-west-2" } }),
      ...(given.objectLockEnabled === true ? { ObjectLockEnabledForBucket: true } : {}),
    });
    return Bucket;
  },
  async settle({ s3 }, id, { tagsAll }) {
    if (Object.keys(tagsAll).length > 0)
      await s3.putBucketTagging({ Bucket: id, Tagging: { TagSet: tagList(tagsAll) } });
  },
  async read({ s3, region }, id) {
    await s3.headBucket({ Bucket: id });
    const [tagging, lock] = await Promise.all([
      unlessGone(s3.getBucketTagging({ Bucket: id })),
      unlessGone(s3.getObjectLockConfiguration({ Bucket: id })),
    ]);
    return {
      bucket: id,
      objectLockEnabled: lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled",
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      // The zone that S3 has in us-west-2: an alias record to a bucket's website is all it serves.
      hostedZoneId: "Z3BJ6K6RIION7M",
      tags: tagMap(tagging?.TagSet),
    };
  },
  async retag({ s3 }, { id, set, removed }) {
    const found = await unlessGone(s3.getBucketTagging({ Bucket: id }));
    const before = tagMap(found?.TagSet);
    const after = Object.entries({ ...before, ...set }).filter(([key]) => !removed.includes(key));
    if (after.length === 0) await s3.deleteBucketTagging({ Bucket: id });
    else await s3.putBucketTagging({ Bucket: id, Tagging: { TagSet: tagList(Object.fromEntries(after)) } });
  },
  async remove({ s3 }, id, state) {
    if (state["forceDestroy"] === true) await empty(s3, id);
    await s3.deleteBucket({ Bucket: id });
  },
});
