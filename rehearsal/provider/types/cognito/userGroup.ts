import type { CognitoIdentityProvider, CreateGroupCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { allPages } from "../../aws/aws";
import { defineRow } from "../../schema/row";
import { number, text } from "../../schema/schema";
import { poolKey } from "./poolKey";

/** Another group of the same name with the same members. */
async function remakeGroup(
  cognito: CognitoIdentityProvider,
  group: { readonly UserPoolId: string; readonly GroupName: string },
  settings: Omit<CreateGroupCommandInput, "UserPoolId" | "GroupName">,
): Promise<void> {
  const members = await allPages(async (NextToken) => {
    const page = await cognito.listUsersInGroup({ ...group, NextToken });
    return { items: page.Users ?? [], next: page.NextToken };
  });
  await cognito.deleteGroup(group);
  await cognito.createGroup({ ...group, ...settings });
  for (const { Username } of members) await cognito.adminAddUserToGroup({ ...group, Username });
}

export const userGroup = defineRow({
  token: "aws:cognito/userGroup:UserGroup",
  inputs: {
    userPoolId: text({ required: true, replaces: true }),
    name: text({ replaces: true }),
    description: text(),
    precedence: number(),
    roleArn: text(),
  },
  outputs: [],
  autoName: { property: "name" },
  async create({ cognito }, given) {
    await cognito.createGroup({
      UserPoolId: given.userPoolId,
      GroupName: given.name,
      Description: given.description,
      Precedence: given.precedence,
      RoleArn: given.roleArn,
    });
    return `${given.userPoolId}/${given.name ?? ""}`;
  },
  async read({ cognito }, id) {
    const [UserPoolId, GroupName] = poolKey(id, "");
    const { Group } = await cognito.getGroup({ UserPoolId, GroupName });
    if (Group === undefined) return undefined;
    return {
      userPoolId: UserPoolId,
      name: Group.GroupName,
      description: Group.Description,
      precedence: Group.Precedence,
      roleArn: Group.RoleArn,
    };
  },
  async update({ cognito }, { id, news }) {
    const [UserPoolId, GroupName] = poolKey(id, news.userPoolId);
    const settings = { Description: news.description ?? "", Precedence: news.precedence, RoleArn: news.roleArn };
    try {
      await cognito.updateGroup({ UserPoolId, GroupName, ...settings });
    } catch (error) {
      // MiniStack 1.5 has no UpdateGroup.
      if (!(error instanceof Error) || error.name !== "InvalidAction") throw error;
      await remakeGroup(cognito, { UserPoolId, GroupName }, settings);
    }
  },
  async remove({ cognito }, id) {
    const [UserPoolId, GroupName] = poolKey(id, "");
    await cognito.deleteGroup({ UserPoolId, GroupName });
  },
});
