import { allPages, unlessGone } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { blockSet, flag, json, number, text } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

const roleInputs = {
  name: text({ replaces: true }),
  assumeRolePolicy: json({ required: true }),
  description: text(),
  path: text({ default: "/", replaces: true }),
  maxSessionDuration: number({ default: 3_600 }),
  permissionsBoundary: text(),
  forceDetachPolicies: flag({ default: false }),
  inlinePolicies: blockSet({ name: text({ required: true }), policy: json({ required: true }) }, { computed: true }),
  tags: TAGS_PROPERTY,
};

type Policies = readonly { readonly name: string; readonly policy: string }[];
/** IAM answers with the policy percent-encoded; not every emulator does. */
export function decoded(document: string | undefined): string {
  const text = document ?? "";
  return text.startsWith("%7B") ? decodeURIComponent(text) : text;
}

const role = defineRow({
  token: "aws:iam/role:Role",
  inputs: roleInputs,
  outputs: ["arn", "uniqueId", "createDate"],
  autoName: { property: "name" },
  async create({ iam }, given) {
    const RoleName = given.name ?? "";
    await iam.createRole({
      RoleName,
      Path: given.path,
      AssumeRolePolicyDocument: given.assumeRolePolicy,
      Description: given.description,
      MaxSessionDuration: given.maxSessionDuration,
      PermissionsBoundary: given.permissionsBoundary,
      Tags: tagList(given.tagsAll),
    });
    return RoleName;
  },
  async settle({ iam }, id, given) {
    for (const { name, policy } of given.inlinePolicies ?? []) {
      await iam.putRolePolicy({ RoleName: id, PolicyName: name, PolicyDocument: policy });
    }
  },
  async read({ iam }, id, state) {
    const { Role: found } = await iam.getRole({ RoleName: id });
    if (found === undefined) return undefined;
    const { Tags } = await iam.listRoleTags({ RoleName: id });
    const known = (state["inlinePolicies"] ?? []) as unknown as Policies;
    // Policies of their own resources are not the role's: only those that the program put here are looked at.
    const policies = await Promise.all(
      known.map(async ({ name }) => {
        const answer = await unlessGone(iam.getRolePolicy({ RoleName: id, PolicyName: name }));
        return answer === undefined ? [] : [{ name, policy: decoded(answer.PolicyDocument) }];
      }),
    );
    return {
      name: found.RoleName,
      assumeRolePolicy: decoded(found.AssumeRolePolicyDocument),
      description: found.Description,
      path: found.Path,
      maxSessionDuration: found.MaxSessionDuration ?? 3_600,
      permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
      ...(known.length > 0 ? { inlinePolicies: policies.flat() } : {}),
      arn: found.Arn,
      uniqueId: found.RoleId,
      createDate: found.CreateDate,
      tags: tagMap(Tags),
    };
  },
  async update({ iam }, { id, olds, news, changed }) {
    if (changed.has("assumeRolePolicy")) {
      await iam.updateAssumeRolePolicy({ RoleName: id, PolicyDocument: news.assumeRolePolicy });
    }
    if (changed.has("description") || changed.has("maxSessionDuration")) {
      await iam.updateRole({
        RoleName: id,
        Description: news.description ?? "",
        MaxSessionDuration: news.maxSessionDuration,
      });
    }
    if (changed.has("permissionsBoundary")) {
      const PermissionsBoundary = news.permissionsBoundary;
      if (PermissionsBoundary === undefined) await iam.deleteRolePermissionsBoundary({ RoleName: id });
      else await iam.putRolePermissionsBoundary({ RoleName: id, PermissionsBoundary });
    }
    if (changed.has("inlinePolicies")) {
      const remaining = new Set(news.inlinePolicies?.map(({ name }) => name));
      for (const { name } of olds.inlinePolicies ?? []) {
        if (!remaining.has(name)) await unlessGone(iam.deleteRolePolicy({ RoleName: id, PolicyName: name }));
      }
      for (const { name, policy } of news.inlinePolicies ?? []) {
        await iam.putRolePolicy({ RoleName: id, PolicyName: name, PolicyDocument: policy });
      }
    }
  },
  async retag({ iam }, { id, set, removed }) {
    if (removed.length > 0) await iam.untagRole({ RoleName: id, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await iam.tagRole({ RoleName: id, Tags: tagList(set) });
  },
  async remove({ iam }, id, state) {
    const inline = await allPages(async (Marker) => {
      const { PolicyNames = [], IsTruncated, Marker: next } = await iam.listRolePolicies({ RoleName: id, Marker });
      return { items: PolicyNames, next: IsTruncated === true ? next : undefined };
    });
    const own = new Set(((state["inlinePolicies"] ?? []) as unknown as Policies).map(({ name }) => name));
    const force = state["forceDetachPolicies"] === true;
    for (const PolicyName of inline.filter((name) => force || own.has(name))) {
      await iam.deleteRolePolicy({ RoleName: id, PolicyName });
    }
    await iam.deleteRole({ RoleName: id });
  },
});

/** `ROLE:POLICY`, as the AWS provider has it. */
const policyKey = (id: string) => {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  return { RoleName, PolicyName };
};

const rolePolicy = defineRow({
  token: "aws:iam/rolePolicy:RolePolicy",
  inputs: {
    name: text({ replaces: true }),
    role: text({ required: true, replaces: true }),
    policy: json({ required: true }),
  },
  outputs: [],
  autoName: { property: "name" },
  async create({ iam }, given) {
    const PolicyName = given.name ?? "";
    await iam.putRolePolicy({ RoleName: given.role, PolicyName, PolicyDocument: given.policy });
    return `${given.role}:${PolicyName}`;
  },
  async read({ iam }, id) {
    const found = await iam.getRolePolicy(policyKey(id));
    return { name: found.PolicyName, role: found.RoleName, policy: decoded(found.PolicyDocument) };
  },
  async update({ iam }, { id, news }) {
    await iam.putRolePolicy({ ...policyKey(id), PolicyDocument: news.policy });
  },
  async remove({ iam }, id) {
    await iam.deleteRolePolicy(policyKey(id));
  },
});

export const iamRows: readonly Row[] = [role, rolePolicy];
