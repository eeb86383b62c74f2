import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, text } from "../schema/schema";

const asTags = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Empty text is what the emulator gives for a setting that the trail does not have. */
const present = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

/** The official provider identifies a trail by its ARN. */
const trail = defineRow({
  token: "aws:cloudtrail/trail:Trail",
  inputs: {
    name: text({ replaces: true }),
    s3BucketName: text({ required: true }),
    s3KeyPrefix: text(),
    includeGlobalServiceEvents: flag({ default: true }),
    isMultiRegionTrail: flag({ default: false }),
    enableLogging: flag({ default: true }),
    enableLogFileValidation: flag({ default: false }),
    kmsKeyId: text(),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "homeRegion"],
  autoName: { property: "name" },
  async create({ cloudtrail }, given) {
    const { TrailARN = "" } = await cloudtrail.createTrail({
      Name: given.name,
      S3BucketName: given.s3BucketName,
      S3KeyPrefix: given.s3KeyPrefix,
      IncludeGlobalServiceEvents: given.includeGlobalServiceEvents,
      IsMultiRegionTrail: given.isMultiRegionTrail,
      EnableLogFileValidation: given.enableLogFileValidation,
      KmsKeyId: given.kmsKeyId,
    });
    return TrailARN;
  },
  // A new trail does not log; the emulator ignores the tags of CreateTrail.
  async settle({ cloudtrail }, id, { enableLogging, tagsAll }) {
    if (Object.keys(tagsAll).length > 0) await cloudtrail.addTags({ ResourceId: id, TagsList: asTags(tagsAll) });
    if (enableLogging) await cloudtrail.startLogging({ Name: id });
  },
  async read({ cloudtrail }, id) {
    const { Trail: found } = await cloudtrail.getTrail({ Name: id });
    if (found === undefined) return undefined;
    const [{ IsLogging }, { ResourceTagList: [tagged] = [] }] = await Promise.all([
      cloudtrail.getTrailStatus({ Name: id }),
      cloudtrail.listTags({ ResourceIdList: [id] }),
    ]);
    return {
      name: found.Name,
      s3BucketName: found.S3BucketName,
      s3KeyPrefix: present(found.S3KeyPrefix),
      includeGlobalServiceEvents: found.IncludeGlobalServiceEvents ?? false,
      isMultiRegionTrail: found.IsMultiRegionTrail ?? false,
      enableLogging: IsLogging ?? false,
      enableLogFileValidation: found.LogFileValidationEnabled ?? false,
      kmsKeyId: present(found.KmsKeyId),
      arn: found.TrailARN,
      homeRegion: found.HomeRegion,
      tags: Object.fromEntries((tagged?.TagsList ?? []).map(({ Key, Value }) => [Key, Value])),
    };
  },
  async update({ cloudtrail }, { id, news, changed }) {
    await cloudtrail.updateTrail({
      Name: id,
      S3BucketName: news.s3BucketName,
      S3KeyPrefix: news.s3KeyPrefix ?? "",
      IncludeGlobalServiceEvents: news.includeGlobalServiceEvents,
      IsMultiRegionTrail: news.isMultiRegionTrail,
      EnableLogFileValidation: news.enableLogFileValidation,
      KmsKeyId: news.kmsKeyId ?? "",
    });
    if (!changed.has("enableLogging")) return;
    if (news.enableLogging) await cloudtrail.startLogging({ Name: id });
    else await cloudtrail.stopLogging({ Name: id });
  },
  async retag({ cloudtrail }, { id, state, set, removed }) {
    const before = (state["tagsAll"] ?? {}) as Readonly<Record<string, string>>;
    const TagsList = removed.map((Key) => ({ Key, Value: before[Key] ?? "" }));
    if (removed.length > 0) await cloudtrail.removeTags({ ResourceId: id, TagsList });
    if (Object.keys(set).length > 0) await cloudtrail.addTags({ ResourceId: id, TagsList: asTags(set) });
  },
  async remove({ cloudtrail }, id) {
    await cloudtrail.deleteTrail({ Name: id });
  },
});

export const cloudtrailRows: readonly Row[] = [trail];
