import { randomBytes } from "node:crypto";
import type { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { FinishedTask, RestoredUser } from "../../model/backup/restoreProgress";
import { userLineSchema, type CopiedGroup, type CopiedUser, type UserLine } from "../../model/backup/users";
import type { UserMapping } from "../../model/backup/userMapping";
import { calling, isAlreadyExists } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";
import { readLines } from "../backup/store/files";
import type { DataRestore } from "./dataRestore";

/** Cognito allows 50 such calls per second. */
const PARALLEL_USERS = 10;
const LINES_AT_ONCE = 500;
/** With backoff where Cognito's quota is exceeded. */
const MAX_ATTEMPTS = 12;

/** The users of the set on the stage. */
export interface RestoredUsers {
  readonly mapping: UserMapping;
  readonly task: FinishedTask;
}

/**
 * Creates the users of the set that the stage does not have yet, with their attributes and groups. No message is sent. Each has
 * a random password that is not stored: a user without one could not reset it.
 * @param finished users and tasks of an earlier run
 * @throws DeployError AWS, SET_ALTERED
 */
export async function restoreUsers(
  restore: DataRestore,
  pool: string,
  finished: { readonly users: readonly RestoredUser[]; readonly task: FinishedTask | undefined },
): Promise<RestoredUsers> {
  const { CognitoIdentityProviderClient } = await import("@aws-sdk/client-cognito-identity-provider");
  const { target, store, set, progress, meter } = restore;
  const mapping = new Map(finished.users.map(({ old, id }) => [old, id]));
  if (finished.task !== undefined) return { mapping, task: finished.task };
  const counts = { users: 0, skipped: 0, groups: 0 };
  const client = new CognitoIdentityProviderClient({ ...clientConfig(target), maxAttempts: MAX_ATTEMPTS });
  const writer = new UserWriter(client, pool, restore, mapping, counts);
  if (set.users !== null) {
    const { files } = set.users;
    meter.begin("Restoring users", "user", set.users.users, new Set(finished.users.map(({ id }) => id)).size);
    await calling(target, `creating users in ${pool}`, async () => {
      const lines: UserLine[] = [];
      for (const file of files)
        for await (const line of readLines(store, file)) {
          lines.push(userLineSchema.parse(JSON.parse(line)));
          if (lines.length === LINES_AT_ONCE) await writer.write(lines.splice(0));
        }
      await writer.write(lines);
    });
    meter.end();
  }
  client.destroy();
  const task: FinishedTask = { task: "users", counts };
  await progress.finish(task);
  return { mapping, task };
}

class UserWriter {
  constructor(
    readonly client: CognitoIdentityProviderClient,
    readonly UserPoolId: string,
    readonly restore: DataRestore,
    readonly mapping: Map<string, string>,
    readonly counts: { users: number; skipped: number; groups: number },
  ) {}

  /** Memberships come after all users and groups: a part of the lines has each before what refers to it. */
  async write(lines: readonly UserLine[]): Promise<void> {
    const { signal } = this.restore;
    const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
      await inParallel(items, PARALLEL_USERS, async (item) => {
        signal.throwIfAborted();
        await work(item);
      });
    };
    const groups = lines.flatMap((line) => ("Group" in line ? [line.Group] : []));
    const users = lines.flatMap((line) => ("User" in line ? [line.User] : []));
    const memberships = lines.flatMap((line) => ("Membership" in line ? [line.Membership] : []));
    await each(groups, (group) => this.#createGroup(group));
    await each(users, (user) => this.#createUser(user));
    await each(memberships, ({ GroupName, Username }) => this.#addToGroup(GroupName, Username));
  }

  /** Those of the catalog exist; of others, a role is not restored: it is of the other stage. */
  async #createGroup({ GroupName, Description, Precedence }: CopiedGroup): Promise<void> {
    const { CreateGroupCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    const { UserPoolId } = this;
    const input = {
      UserPoolId,
      GroupName,
      ...(Description === undefined ? {} : { Description }),
      ...(Precedence === undefined ? {} : { Precedence }),
    };
    try {
      await this.client.send(new CreateGroupCommand(input));
    } catch (error) {
      unlessExists(error);
    }
    this.counts.groups += 1;
  }

  async #createUser(user: CopiedUser): Promise<void> {
    const old = attribute(user, "sub") ?? user.Username;
    const name = attribute(user, "email") ?? user.Username;
    // Those of an identity provider are created when they sign in.
    if (user.UserStatus === "EXTERNAL_PROVIDER") {
      this.counts.skipped += 1;
      return;
    }
    this.counts.users += 1;
    if (this.mapping.has(old)) return;
    const created = await this.#existingOrNew(user, name);
    await this.#setPassword(created.username);
    if (!user.Enabled) await this.#disable(created.username);
    await this.#remember(old, created.id);
    // Where users sign in by another name than their id, it stays.
    if (user.Username !== old && user.Username !== created.username)
      await this.#remember(user.Username, created.username);
    this.restore.meter.add(1);
  }

  async #existingOrNew(user: CopiedUser, name: string): Promise<{ readonly id: string; readonly username: string }> {
    const { AdminCreateUserCommand, AdminGetUserCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    const { UserPoolId } = this;
    const UserAttributes = user.Attributes.filter(({ Name }) => isWritable(Name));
    try {
      const { User } = await this.client.send(
        new AdminCreateUserCommand({ UserPoolId, Username: name, UserAttributes, MessageAction: "SUPPRESS" }),
      );
      return createdUser(User?.Username, User?.Attributes);
    } catch (error) {
      unlessExists(error);
      const { Username, UserAttributes: attributes } = await this.client.send(
        new AdminGetUserCommand({ UserPoolId, Username: name }),
      );
      return createdUser(Username, attributes);
    }
  }

  async #setPassword(Username: string): Promise<void> {
    const { AdminSetUserPasswordCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    const { UserPoolId } = this;
    await this.client.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: randomPassword(), Permanent: true }),
    );
  }

  async #disable(Username: string): Promise<void> {
    const { AdminDisableUserCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    await this.client.send(new AdminDisableUserCommand({ UserPoolId: this.UserPoolId, Username }));
  }

  async #addToGroup(GroupName: string, oldName: string): Promise<void> {
    const { AdminAddUserToGroupCommand } = await import("@aws-sdk/client-cognito-identity-provider");
    const Username = this.mapping.get(oldName);
    // A user of an identity provider was not created.
    if (Username === undefined) return;
    await this.client.send(new AdminAddUserToGroupCommand({ UserPoolId: this.UserPoolId, Username, GroupName }));
  }

  async #remember(old: string, id: string): Promise<void> {
    this.mapping.set(old, id);
    await this.restore.progress.add("users", { old, id });
  }
}

function attribute({ Attributes }: CopiedUser, name: string): string | undefined {
  return Attributes.find(({ Name }) => Name === name)?.Value;
}

/** Cognito sets the others itself. */
function isWritable(name: string): boolean {
  return name !== "sub" && name !== "identities" && !name.startsWith("cognito:");
}

function createdUser(
  username = "",
  attributes: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[] = [],
): { readonly id: string; readonly username: string } {
  return { id: attributes.find(({ Name }) => Name === "sub")?.Value ?? username, username };
}

/** Of every class of characters that a policy may require. */
function randomPassword(): string {
  return `Aa1!${randomBytes(32).toString("base64url")}`;
}

function unlessExists(error: unknown): void {
  if (!isAlreadyExists(error)) throw error;
}
