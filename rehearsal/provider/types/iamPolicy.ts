import type { Aws } from "../aws/aws";
import { allPages } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { json, text } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";
import { decoded } from "./iam";

/** Versions that IAM keeps of a policy at most. */
const MAX_VERSIONS = 5;

async function versionsOf({ iam }: Aws, PolicyArn: string) {
  return allPages(async (Marker) => {
    const { Versions = [], IsTruncated, Marker: next } = await iam.listPolicyVersions({ PolicyArn, Marker });
    return { items: Versions, next: IsTruncated === true ? next : undefined };
  });
}

const policy = defineRow({
  token: "aws:iam/policy:Policy",
  inputs: {
    name: text({ replaces: true }),
    description: text({ replaces: true }),
    path: text({ default: "/", replaces: true }),
    policy: json({ required: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "policyId"],
  autoName: { property: "name" },
  async create({ iam }, given) {
    const { Policy } = await iam.createPolicy({
      PolicyName: given.name,
      Path: given.path,
      Description: given.description,
      PolicyDocument: given.policy,
      Tags: tagList(given.tagsAll),
    });
    return Policy?.Arn ?? "";
  },
  async read({ iam }, id) {
    const { Policy: found } = await iam.getPolicy({ PolicyArn: id });
    if (found === undefined) return undefined;
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: id, VersionId: found.DefaultVersionId });
    return {
      name: found.PolicyName,
      description: found.Description,
      path: found.Path,
      policy: decoded(PolicyVersion?.Document),
      arn: found.Arn,
      policyId: found.PolicyId,
      tags: tagMap(found.Tags),
    };
  },
  async update(aws, { id, news, changed }) {
    if (!changed.has("policy")) return;
    const versions = await versionsOf(aws, id);
    const [oldest] = versions
      .filter(({ IsDefaultVersion }) => IsDefaultVersion !== true)
      .sort((one, other) => (one.CreateDate?.getTime() ?? 0) - (other.CreateDate?.getTime() ?? 0));
    if (versions.length >= MAX_VERSIONS && oldest !== undefined)
      await aws.iam.deletePolicyVersion({ PolicyArn: id, VersionId: oldest.VersionId });
    await aws.iam.createPolicyVersion({ PolicyArn: id, PolicyDocument: news.policy, SetAsDefault: true });
  },
  async retag({ iam }, { id, set, removed }) {
    if (removed.length > 0) await iam.untagPolicy({ PolicyArn: id, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await iam.tagPolicy({ PolicyArn: id, Tags: tagList(set) });
  },
  async remove(aws, id) {
    for (const { VersionId, IsDefaultVersion } of await versionsOf(aws, id))
      if (IsDefaultVersion !== true) await aws.iam.deletePolicyVersion({ PolicyArn: id, VersionId });
    await aws.iam.deletePolicy({ PolicyArn: id });
  },
});

/** `ROLE/ARN`: the id that the AWS provider imports; role names have no slash. */
const attachmentKey = (id: string) => {
  const slash = id.indexOf("/");
  return { RoleName: id.slice(0, slash), PolicyArn: id.slice(slash + 1) };
};

const rolePolicyAttachment = defineRow({
  token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  inputs: {
    role: text({ required: true, replaces: true }),
    policyArn: text({ required: true, replaces: true }),
  },
  outputs: [],
  async create({ iam }, given) {
    await iam.attachRolePolicy({ RoleName: given.role, PolicyArn: given.policyArn });
    return `${given.role}/${given.policyArn}`;
  },
  async read({ iam }, id) {
    const { RoleName, PolicyArn } = attachmentKey(id);
    const attached = await allPages(async (Marker) => {
      const answer = await iam.listAttachedRolePolicies({ RoleName, Marker });
      return { items: answer.AttachedPolicies ?? [], next: answer.IsTruncated === true ? answer.Marker : undefined };
    });
    return attached.some((one) => one.PolicyArn === PolicyArn) ? { role: RoleName, policyArn: PolicyArn } : undefined;
  },
  async remove({ iam }, id) {
    await iam.detachRolePolicy(attachmentKey(id));
  },
});

export const iamPolicyRows: readonly Row[] = [policy, rolePolicyAttachment];
