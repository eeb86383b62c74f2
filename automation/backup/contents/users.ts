import type { CognitoIdentityProviderClient, UserType } from "@aws-sdk/client-cognito-identity-provider";
import type { BackupSet } from "../../../model/backup/set";
import type { CopiedUser, UserLine } from "../../../model/backup/users";
import { LOOKUP_TAG, NAMES } from "../../../model/names";
import { calling } from "../../aws/errors";
import { findResources } from "../../aws/resourceSearch";
import { clientConfig } from "../../aws/target";
import type { Session } from "../../session";
import type { SetStore } from "../store/setStore";
import { PartWriter } from "../ways/partWriter";

/** Users of a page: Cognito's limit. */
const PAGE = 60;

/**
 * Writes attributes and groups of a stage's users into a set.
 * @param prefix of the set's keys
 * @returns null where the stage has no user pool
 */
export async function exportUsers(
  session: Session,
  store: SetStore,
  prefix: string,
  signal: AbortSignal,
): Promise<BackupSet["users"]> {
  const { CognitoIdentityProviderClient } = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(session.target));
  const pool = await userPoolOf(session);
  if (pool === null) return null;
  const writer = new PartWriter(store, `${prefix}users/`);
  const counts = { users: 0, groups: 0 };
  await calling(session.target, `reading the users of ${pool}`, async () => {
    for await (const lines of linePages(client, pool)) {
      signal.throwIfAborted();
      counts.users += lines.filter((line) => "User" in line).length;
      counts.groups += lines.filter((line) => "Group" in line).length;
      await writer.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    }
  });
  await writer.end();
  return { pool, files: writer.files, ...counts };
}

/** By name and tag, not from the engine's state, which may be lost. */
async function userPoolOf({ stage, target }: Session): Promise<string | null> {
  const name = NAMES.userPool.of(stage, "users");
  const [newest] = await findResources(target, "userPool", { name, tags: { [LOOKUP_TAG]: name } });
  return newest ?? null;
}

/** Groups, users, then memberships. */
async function* linePages(client: CognitoIdentityProviderClient, UserPoolId: string): AsyncGenerator<UserLine[]> {
  const cognito = await import("@aws-sdk/client-cognito-identity-provider");
  const groupNames: string[] = [];
  for await (const { Groups = [] } of cognito.paginateListGroups({ client }, { UserPoolId, Limit: PAGE })) {
    groupNames.push(...Groups.map(({ GroupName = "" }) => GroupName));
    yield Groups.map(({ GroupName = "", Description, Precedence, RoleArn }) => ({
      Group: {
        GroupName,
        ...(Description === undefined ? {} : { Description }),
        ...(Precedence === undefined ? {} : { Precedence }),
        ...(RoleArn === undefined ? {} : { RoleArn }),
      },
    }));
  }
  for await (const { Users = [] } of cognito.paginateListUsers({ client }, { UserPoolId, Limit: PAGE }))
    yield Users.map((user) => ({ User: copied(user) }));
  for (const GroupName of groupNames)
    for await (const { Users = [] } of cognito.paginateListUsersInGroup(
      { client },
      { UserPoolId, GroupName, Limit: PAGE },
    ))
      yield Users.map(({ Username = "" }) => ({ Membership: { GroupName, Username } }));
}

function copied({ Username = "", Attributes = [], Enabled, UserStatus, UserCreateDate }: UserType): CopiedUser {
  return {
    Username,
    Attributes: Attributes.map(({ Name = "", Value = "" }) => ({ Name, Value })),
    Enabled: Enabled ?? true,
    UserStatus: UserStatus ?? "UNKNOWN",
    UserCreateDate: UserCreateDate?.toISOString() ?? null,
  };
}
