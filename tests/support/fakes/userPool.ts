import { randomUUID } from "node:crypto";
import {
  AdminAddUserToGroupCommand,
  type AdminAddUserToGroupCommandInput,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDisableUserCommand,
  type AdminDisableUserCommandInput,
  AdminGetUserCommand,
  type AdminGetUserCommandInput,
  AdminSetUserPasswordCommand,
  type AdminSetUserPasswordCommandInput,
  CreateGroupCommand,
  type CreateGroupCommandInput,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import type { AwsClientStub } from "aws-sdk-client-mock";

/** A user of the pool. */
interface PoolUser {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: Set<string>;
  password: string;
  enabled: boolean;
}

/** A user pool whose users sign in by e-mail: Cognito chooses their ids. */
export class UserPool {
  /** By e-mail. */
  readonly users = new Map<string, PoolUser>();
  readonly groups = new Set<string>();

  constructor(cognito: AwsClientStub<CognitoIdentityProviderClient>) {
    cognito
      .on(AdminCreateUserCommand)
      .callsFake(({ Username = "", UserAttributes = [] }: AdminCreateUserCommandInput) => {
        if (this.users.has(Username)) throw named("UsernameExistsException");
        const id = randomUUID();
        const attributes = Object.fromEntries(UserAttributes.map(({ Name = "", Value = "" }) => [Name, Value]));
        if ("sub" in attributes) throw named("InvalidParameterException");
        this.users.set(Username, { id, attributes, groups: new Set(), password: "", enabled: true });
        return { User: { Username: id, Attributes: [{ Name: "sub", Value: id }] } };
      });
    cognito.on(AdminGetUserCommand).callsFake(({ Username = "" }: AdminGetUserCommandInput) => {
      const { id } = this.#user(Username);
      return { Username: id, UserAttributes: [{ Name: "sub", Value: id }] };
    });
    cognito
      .on(AdminSetUserPasswordCommand)
      .callsFake(({ Username = "", Password = "" }: AdminSetUserPasswordCommandInput) => {
        this.#user(Username).password = Password;
        return {};
      });
    cognito.on(AdminDisableUserCommand).callsFake(({ Username = "" }: AdminDisableUserCommandInput) => {
      this.#user(Username).enabled = false;
      return {};
    });
    cognito.on(CreateGroupCommand).callsFake(({ GroupName = "" }: CreateGroupCommandInput) => {
      if (this.groups.has(GroupName)) throw named("GroupExistsException");
      this.groups.add(GroupName);
      return {};
    });
    cognito
      .on(AdminAddUserToGroupCommand)
      .callsFake(({ Username = "", GroupName = "" }: AdminAddUserToGroupCommandInput) => {
        this.#user(Username).groups.add(GroupName);
        return {};
      });
  }

  #user(name: string): PoolUser {
    const found = this.users.get(name) ?? [...this.users.values()].find(({ id }) => id === name);
    if (found === undefined) throw named("UserNotFoundException");
    return found;
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
