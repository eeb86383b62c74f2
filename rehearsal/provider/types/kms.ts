import { allPages } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, json, number, text } from "../schema/schema";

const isPendingDeletion = (error: unknown): boolean =>
  error instanceof Error && error.name === "KMSInvalidStateException" && error.message.includes("is pending deletion");

const key = defineRow({
  token: "aws:kms/key:Key",
  inputs: {
    description: text(),
    policy: json({ computed: true }),
    enableKeyRotation: flag({ default: false }),
    isEnabled: flag({ default: true }),
    deletionWindowInDays: number({ default: 30, range: [7, 30] }),
    keyUsage: text({ default: "ENCRYPT_DECRYPT", replaces: true }),
    customerMasterKeySpec: text({ default: "SYMMETRIC_DEFAULT", replaces: true }),
    multiRegion: flag({ default: false, replaces: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "keyId"],
  async create({ kms }, given) {
    const { KeyMetadata } = await kms.createKey({
      Description: given.description,
      Policy: given.policy,
      KeyUsage: given.keyUsage as "ENCRYPT_DECRYPT",
      KeySpec: given.customerMasterKeySpec as "SYMMETRIC_DEFAULT",
      MultiRegion: given.multiRegion,
      Tags: Object.entries(given.tagsAll).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    });
    return KeyMetadata?.KeyId ?? "";
  },
  async settle({ kms }, id, given) {
    if (given.enableKeyRotation) await kms.enableKeyRotation({ KeyId: id });
    if (!given.isEnabled) await kms.disableKey({ KeyId: id });
  },
  async read({ kms }, id) {
    const { KeyMetadata: found } = await kms.describeKey({ KeyId: id });
    // AWS keeps a deleted key for a while: to us it is gone.
    if (found === undefined || found.KeyState === "PendingDeletion") return undefined;
    const [{ KeyRotationEnabled }, { Policy }, { Tags }] = await Promise.all([
      kms.getKeyRotationStatus({ KeyId: id }),
      kms.getKeyPolicy({ KeyId: id, PolicyName: "default" }),
      kms.listResourceTags({ KeyId: id }),
    ]);
    return {
      description: found.Description,
      policy: Policy,
      enableKeyRotation: KeyRotationEnabled ?? false,
      isEnabled: found.Enabled ?? true,
      keyUsage: found.KeyUsage,
      customerMasterKeySpec: found.KeySpec,
      multiRegion: found.MultiRegion ?? false,
      arn: found.Arn,
      keyId: found.KeyId,
      tags: Object.fromEntries((Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
    };
  },
  async update({ kms }, { id, news, changed }) {
    const KeyId = id;
    if (changed.has("isEnabled") && news.isEnabled) await kms.enableKey({ KeyId });
    if (changed.has("description")) await kms.updateKeyDescription({ KeyId, Description: news.description ?? "" });
    if (changed.has("policy")) await kms.putKeyPolicy({ KeyId, PolicyName: "default", Policy: news.policy });
    if (changed.has("enableKeyRotation")) {
      if (news.enableKeyRotation) await kms.enableKeyRotation({ KeyId });
      else await kms.disableKeyRotation({ KeyId });
    }
    if (changed.has("isEnabled") && !news.isEnabled) await kms.disableKey({ KeyId });
  },
  async retag({ kms }, { id, set, removed }) {
    if (removed.length > 0) await kms.untagResource({ KeyId: id, TagKeys: [...removed] });
    const Tags = Object.entries(set).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    if (Tags.length > 0) await kms.tagResource({ KeyId: id, Tags });
  },
  async remove({ kms }, id, state) {
    const PendingWindowInDays = Number(state["deletionWindowInDays"] ?? 30);
    await kms.scheduleKeyDeletion({ KeyId: id, PendingWindowInDays }).catch((error: unknown) => {
      if (!isPendingDeletion(error)) throw error;
    });
  },
});

const bareKeyId = (reference: string): string => reference.split("/").at(-1) ?? reference;

const alias = defineRow({
  token: "aws:kms/alias:Alias",
  inputs: { name: text({ replaces: true }), targetKeyId: text({ required: true, normal: bareKeyId }) },
  outputs: ["arn", "targetKeyArn"],
  async create({ kms }, given) {
    const AliasName = given.name ?? "";
    await kms.createAlias({ AliasName, TargetKeyId: given.targetKeyId });
    return AliasName;
  },
  async read({ kms, region, account }, id) {
    const aliases = await allPages(async (Marker) => {
      const page = await kms.listAliases({ Marker });
      return { items: page.Aliases ?? [], next: page.Truncated === true ? page.NextMarker : undefined };
    });
    const found = aliases.find((candidate) => candidate.AliasName === id);
    if (found?.TargetKeyId === undefined) return undefined;
    return {
      name: id,
      targetKeyId: found.TargetKeyId,
      arn: found.AliasArn,
      targetKeyArn: `arn:aws:kms:${region}:${account}:key/${bareKeyId(found.TargetKeyId)}`,
    };
  },
  async update({ kms }, { id, news }) {
    await kms.updateAlias({ AliasName: id, TargetKeyId: news.targetKeyId });
  },
  async remove({ kms }, id) {
    await kms.deleteAlias({ AliasName: id });
  },
  validate: ({ name }) =>
    name?.startsWith("alias/") === true ? [] : ["an alias needs a name that starts with alias/"],
});

export const kmsRows: readonly Row[] = [key, alias];
