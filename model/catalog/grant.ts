import { isPattern } from "../parameterName";

/**
 * Grants: permissions of a service in the catalog's syntax, `read-write table:users`, `send queue:sync`. Only this table
 * maps a verb and a kind to IAM actions.
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
    /** Separate from `read`, because scans are slow and should be visible in the catalog. */
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
    /** Sign-up, sign-in, and users' operations on their own account. */
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
    /** Administration of other users' accounts. */
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
  /** A secret in Secrets Manager. With a customer managed KMS key the service also needs a statement for kms:Decrypt. */
  secret: { read: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type GrantKind = keyof typeof GRANT_ACTIONS;

/** Kinds with one resource per stage, written without a name: `send email`. */
export const UNNAMED_GRANT_KINDS = ["identity", "email", "sms"] as const satisfies readonly GrantKind[];

export interface Grant {
  readonly kind: GrantKind;
  readonly verb: string;
  /** Name in the catalog; empty for unnamed kinds. `ssm` may have a pattern. */
  readonly name: string;
  readonly actions: readonly string[];
}

export interface InvalidGrant {
  readonly kind: "invalid";
  readonly reason: string;
}

/** Parses `verb kind:name`. The catalog check reports unknown names. */
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
