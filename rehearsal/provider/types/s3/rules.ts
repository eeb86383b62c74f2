import type { LifecycleRule, LifecycleRuleFilter } from "@aws-sdk/client-s3";
import { block, blocks, blockSet, flag, number, type Shape, text, textMap, texts } from "../../schema/schema";
import { tagList } from "../../schema/tags";

const tag = { key: text({ required: true }), value: text({ required: true }) };

/** A life-cycle rule, as the AWS provider has it. */
const lifecycleRule = {
  id: text({ required: true }),
  status: text({ required: true }),
  filter: block({
    prefix: text(),
    objectSizeGreaterThan: number(),
    objectSizeLessThan: number(),
    tag: block(tag),
    and: block({ prefix: text(), objectSizeGreaterThan: number(), objectSizeLessThan: number(), tags: textMap() }),
  }),
  abortIncompleteMultipartUpload: block({ daysAfterInitiation: number() }),
  expiration: block({ days: number(), expiredObjectDeleteMarker: flag({ default: false }) }),
  noncurrentVersionExpiration: block({ noncurrentDays: number({ required: true }), newerNoncurrentVersions: number() }),
  transitions: blockSet({ days: number(), storageClass: text({ required: true }) }),
  noncurrentVersionTransitions: blockSet({
    noncurrentDays: number({ required: true }),
    newerNoncurrentVersions: number(),
    storageClass: text({ required: true }),
  }),
};

export const lifecycleRules = blocks(lifecycleRule, { required: true });

type Rule = Shape<typeof lifecycleRule>;

function toFilter({ filter }: Rule): LifecycleRuleFilter {
  if (filter === undefined) return { Prefix: "" };
  const { prefix, objectSizeGreaterThan, objectSizeLessThan, tag: only, and } = filter;
  if (and !== undefined) {
    return {
      And: {
        Prefix: and.prefix,
        ObjectSizeGreaterThan: and.objectSizeGreaterThan,
        ObjectSizeLessThan: and.objectSizeLessThan,
        ...(and.tags === undefined ? {} : { Tags: tagList(and.tags) }),
      },
    };
  }
  if (only !== undefined) return { Tag: { Key: only.key, Value: only.value } };
  if (objectSizeGreaterThan !== undefined) return { ObjectSizeGreaterThan: objectSizeGreaterThan };
  if (objectSizeLessThan !== undefined) return { ObjectSizeLessThan: objectSizeLessThan };
  return { Prefix: prefix ?? "" };
}

export function toLifecycleRule(rule: Rule): LifecycleRule {
  const { expiration, noncurrentVersionExpiration: old, abortIncompleteMultipartUpload: abort } = rule;
  const { transitions = [], noncurrentVersionTransitions: oldTransitions = [] } = rule;
  return {
    ID: rule.id,
    Status: rule.status as "Enabled",
    Filter: toFilter(rule),
    ...(abort === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort.daysAfterInitiation } }),
    ...(expiration === undefined
      ? {}
      : {
          Expiration:
            expiration.days === undefined
              ? { ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker }
              : { Days: expiration.days },
        }),
    ...(old === undefined
      ? {}
      : {
          NoncurrentVersionExpiration: {
            NoncurrentDays: old.noncurrentDays,
            NewerNoncurrentVersions: old.newerNoncurrentVersions,
          },
        }),
    ...(transitions.length === 0
      ? {}
      : {
          Transitions: transitions.map(({ days, storageClass }) => ({
            Days: days,
            StorageClass: storageClass as "GLACIER",
          })),
        }),
    ...(oldTransitions.length === 0
      ? {}
      : {
          NoncurrentVersionTransitions: oldTransitions.map((transition) => ({
            NoncurrentDays: transition.noncurrentDays,
            NewerNoncurrentVersions: transition.newerNoncurrentVersions,
            StorageClass: transition.storageClass as "GLACIER",
          })),
        }),
  };
}

function fromFilter(filter: LifecycleRuleFilter | undefined): unknown {
  if (filter === undefined) return undefined;
  const { And, Tag, Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan } = filter;
  if (And !== undefined) {
    return {
      and: {
        prefix: And.Prefix,
        objectSizeGreaterThan: And.ObjectSizeGreaterThan,
        objectSizeLessThan: And.ObjectSizeLessThan,
        ...(And.Tags === undefined
          ? {}
          : { tags: Object.fromEntries(And.Tags.map(({ Key = "", Value = "" }): [string, string] => [Key, Value])) }),
      },
    };
  }
  if (Tag !== undefined) return { tag: { key: Tag.Key, value: Tag.Value } };
  const found = {
    prefix: Prefix || undefined,
    objectSizeGreaterThan: ObjectSizeGreaterThan,
    objectSizeLessThan: ObjectSizeLessThan,
  };
  return Object.values(found).every((value) => value === undefined) ? undefined : found;
}

/** @param hadFilter the program gave a filter, if only an empty one */
export function fromLifecycleRule(rule: LifecycleRule, hadFilter: boolean): unknown {
  const { Expiration, NoncurrentVersionExpiration: old, AbortIncompleteMultipartUpload: abort } = rule;
  return {
    id: rule.ID,
    status: rule.Status,
    filter: fromFilter(rule.Filter) ?? (hadFilter ? {} : undefined),
    abortIncompleteMultipartUpload: abort && { daysAfterInitiation: abort.DaysAfterInitiation },
    expiration: Expiration && {
      days: Expiration.Days,
      expiredObjectDeleteMarker: Expiration.ExpiredObjectDeleteMarker,
    },
    noncurrentVersionExpiration: old && {
      noncurrentDays: old.NoncurrentDays,
      newerNoncurrentVersions: old.NewerNoncurrentVersions,
    },
    transitions: rule.Transitions?.map(({ Days, StorageClass }) => ({ days: Days, storageClass: StorageClass })),
    noncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map((transition) => ({
      noncurrentDays: transition.NoncurrentDays,
      newerNoncurrentVersions: transition.NewerNoncurrentVersions,
      storageClass: transition.StorageClass,
    })),
  };
}

/** A CORS rule, as the AWS provider has it. */
export const corsRule = {
  id: text(),
  allowedHeaders: texts(),
  allowedMethods: texts({ required: true }),
  allowedOrigins: texts({ required: true }),
  exposeHeaders: texts(),
  maxAgeSeconds: number(),
};
