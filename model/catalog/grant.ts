import { isPattern } from "../parameterName";

/**
 * What a service may do, as the catalog writes it: `read-write table:users`, `send queue:sync`. The IAM actions behind
 * each pair of verb and kind stand here and nowhere else.
 */
const TABLE_READ = [
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:Query",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DescribeTable",
];
const TABLE_WRITE = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];
const BUCKET_READ = ["s3:GetObject", "s3:ListBucket"];
const BUCKET_WRITE = ["s3:PutObject", "s3:DeleteObject"];

export const GRANT_ACTIONS = {
  table: {
    read: TABLE_READ,
    write: TABLE_WRITE,
    "read-write": [...TABLE_READ, ...TABLE_WRITE],
    /** Reading every item whatever its key: rare, slow, and named so that it is seen. */
    scan: ["dynamodb:Scan"],
    stream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
  },
  queue: {
    send: ["sqs:SendMessage", "sqs:GetQueueAttributes"],
    consume: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    inspect: ["sqs:GetQueueAttributes"],
  },
  bucket: { read: BUCKET_READ, write: BUCKET_WRITE, "read-write": [...BUCKET_READ, ...BUCKET_WRITE] },
  topic: { publish: ["sns:Publish"] },
  bus: { publish: ["events:PutEvents"] },
  identity: {
    /** Sign-up, sign-in and what a user does for himself. */
    authenticate: [
      "cognito-idp:AdminCreateUser",
      "cognito-idp:AdminSetUserPassword",
      "cognito-idp:AdminSetUserMFAPreference",
      "cognito-idp:AdminDeleteUser",
      "cognito-idp:AdminGetUser",
      "cognito-idp:AdminUpdateUserAttributes",
      "cognito-idp:AdminListGroupsForUser",
      "cognito-idp:AdminUserGlobalSignOut",
      "cognito-idp:ListUsers",
      "cognito-idp:InitiateAuth",
      "cognito-idp:RespondToAuthChallenge",
    ],
    /** Looking after other people's accounts. */
    "manage-users": [
      "cognito-idp:AdminGetUser",
      "cognito-idp:AdminUpdateUserAttributes",
      "cognito-idp:AdminDisableUser",
      "cognito-idp:AdminEnableUser",
      "cognito-idp:AdminDeleteUser",
      "cognito-idp:ListUsers",
    ],
    "manage-groups": [
      "cognito-idp:AdminAddUserToGroup",
      "cognito-idp:AdminRemoveUserFromGroup",
      "cognito-idp:AdminListGroupsForUser",
      "cognito-idp:ListGroups",
      "cognito-idp:GetGroup",
      "cognito-idp:CreateGroup",
      "cognito-idp:UpdateGroup",
      "cognito-idp:DeleteGroup",
      "cognito-idp:ListUsersInGroup",
    ],
    inspect: ["cognito-idp:DescribeUserPool"],
  },
  email: { send: ["ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail"] },
  sms: { send: ["sns:Publish"] },
  ssm: { read: ["ssm:GetParameter", "ssm:GetParameters"] },
  /** An entry of Secrets Manager. Under a KMS key of the customer's the service needs kms:Decrypt too, by a statement. */
  secret: { read: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type GrantKind = keyof typeof GRANT_ACTIONS;

/** Kinds of which there is one a stage: written without a name, `send email`. */
export const UNNAMED_GRANT_KINDS = ["identity", "email", "sms"] as const satisfies readonly GrantKind[];

export interface Grant {
  readonly kind: GrantKind;
  readonly verb: string;
  /** The thing's name in the catalog; empty for kinds without one. `ssm` takes a pattern too. */
  readonly name: string;
  readonly actions: readonly string[];
}

export interface InvalidGrant {
  readonly kind: "invalid";
  readonly reason: string;
}

/** Reads `verb kind:name`. Whether the name exists is the catalog check's to say. */
export function parseGrant(text: string): Grant | InvalidGrant {
  const match = /^([a-z-]+) ([a-z]+)(?::(\S+))?$/.exec(text);
  if (match === null) return { kind: "invalid", reason: 'write it as "read-write table:users"' };
  const [, verb = "", kind = "", name = ""] = match;
  if (!Object.hasOwn(GRANT_ACTIONS, kind)) {
    return {
      kind: "invalid",
      reason: `unknown resource kind "${kind}"; allowed: ${Object.keys(GRANT_ACTIONS).join(", ")}`,
    };
  }
  const verbs: Readonly<Record<string, readonly string[]>> = GRANT_ACTIONS[kind as GrantKind];
  const actions = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (actions === undefined) {
    return {
      kind: "invalid",
      reason: `unknown verb "${verb}" for "${kind}"; allowed: ${Object.keys(verbs).join(", ")}`,
    };
  }
  const unnamed = (UNNAMED_GRANT_KINDS as readonly string[]).includes(kind);
  if (unnamed !== (name === "")) {
    return { kind: "invalid", reason: unnamed ? `"${verb} ${kind}" takes no name` : `"${verb} ${kind}:" needs a name` };
  }
  const isParameterPattern = kind === "ssm" && isPattern(name);
  return {
    kind: kind as GrantKind,
    verb,
    name,
    actions: isParameterPattern ? [...actions, "ssm:GetParametersByPath"] : actions,
  };
}
