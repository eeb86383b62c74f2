/**
 * References: values of environment variables. Every value is a reference of a known kind, so that the check finds unknown
 * names before a deployment; plain text is written `text:v1`.
 *
 * | reference | value of the variable |
 * | --- | --- |
 * | `stage`, `region`, `account` | the stage's |
 * | `text:<anything>` | the text, with `{stage}` replaced |
 * | `setting:frontend-url` | the setting of that name in the stage file |
 * | `table:users` | the table's name |
 * | `queue:sync`, `queue:sync-dlq` | the queue's URL |
 * | `bucket:data` | the bucket's name |
 * | `topic:notifications` | the topic's ARN |
 * | `bus:main` | the event bus's name |
 * | `identity:user-pool-id`, `client-id`, `issuer`, `jwks-uri` | the user pool's |
 * | `api:url`, `api:id` | the HTTP API's |
 * | `zone:id`, `certificate:arn` | the stage's; empty without a custom domain |
 * | `email:configuration-set` | the name of the stage's SES configuration set |
 * | `ssm:/listbackup/jwt-secret` | the parameter's *name*; the grant `read ssm:` permits reading it |
 * | `ssm:/listbackup/{stage}/platforms/*` | the common path of the parameters that match a pattern |
 * | `secret:listbackup/{stage}/stripe` | the *name* of a secret; the grant `read secret:` permits reading it |
 */
export const REFERENCE_KINDS = {
  stage: "none",
  region: "none",
  account: "none",
  text: "free",
  setting: "setting",
  table: "table",
  queue: "queue",
  bucket: "bucket",
  topic: "topic",
  bus: "bus",
  identity: ["user-pool-id", "client-id", "issuer", "jwks-uri"],
  api: ["url", "id"],
  zone: ["id"],
  certificate: ["arn"],
  email: ["configuration-set"],
  ssm: "parameter",
  secret: "secret",
} as const satisfies Record<string, string | readonly string[]>;

export type Reference =
  | { readonly kind: "stage" | "region" | "account" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "setting"; readonly name: string }
  | { readonly kind: "table" | "queue" | "bucket" | "topic" | "bus"; readonly name: string }
  | { readonly kind: "identity"; readonly name: "user-pool-id" | "client-id" | "issuer" | "jwks-uri" }
  | { readonly kind: "api"; readonly name: "url" | "id" }
  | { readonly kind: "zone"; readonly name: "id" }
  | { readonly kind: "certificate"; readonly name: "arn" }
  | { readonly kind: "email"; readonly name: "configuration-set" }
  | { readonly kind: "ssm" | "secret"; readonly name: string };

/** Why a text is not a reference, for the finding. */
export interface InvalidReference {
  readonly kind: "invalid";
  readonly reason: string;
}

/** Parses a reference. The catalog check reports unknown names. */
export function parseReference(text: string): Reference | InvalidReference {
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? "" : text.slice(colon + 1);
  if (!Object.hasOwn(REFERENCE_KINDS, kind)) {
    return { kind: "invalid", reason: `unknown reference kind "${kind}"; plain text is written "text:${text}"` };
  }
  const allowed = REFERENCE_KINDS[kind as keyof typeof REFERENCE_KINDS];
  if (allowed === "none") {
    return rest === "" && colon < 0 ? ({ kind } as Reference) : { kind: "invalid", reason: `"${kind}" takes no name` };
  }
  if (allowed === "free") return { kind: "text", text: rest };
  if (rest === "") return { kind: "invalid", reason: `"${kind}:" needs a name` };
  if (typeof allowed !== "string" && !(allowed as readonly string[]).includes(rest)) {
    return { kind: "invalid", reason: `unknown name after "${kind}:"; allowed: ${allowed.join(", ")}` };
  }
  return { kind, name: rest } as Reference;
}
