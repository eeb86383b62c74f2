/**
 * What a value of an environment may refer to. Every value is a reference of a known kind, so that a name that does
 * not exist is found before anything runs; plain text is written `text:v1`.
 *
 * | written | the function gets |
 * | --- | --- |
 * | `stage`, `region`, `account` | the stage's |
 * | `text:<anything>` | the text, `{stage}` filled in |
 * | `setting:frontend-url` | the value of that name in the stage's file |
 * | `table:users` | the table's name |
 * | `queue:sync`, `queue:sync-dlq` | the queue's URL |
 * | `bucket:data` | the bucket's name |
 * | `topic:notifications` | the topic's ARN |
 * | `bus:main` | the event bus's name |
 * | `identity:user-pool-id`, `client-id`, `issuer`, `jwks-uri` | the user pool's |
 * | `api:url`, `api:id` | the HTTP API's |
 * | `zone:id`, `certificate:arn` | the stage's; empty where it has no custom domain |
 * | `email:configuration-set`, `email:from` | of the stage's e-mail |
 * | `ssm:/listbackup/jwt-secret` | the parameter's *name*; `read ssm:` is the right to read it |
 * | `ssm:/listbackup/{stage}/platforms/*` | the path that the parameters of a pattern have in common |
 * | `secret:listbackup/{stage}/stripe` | the *name* of an entry of Secrets Manager; `read secret:` is the right to read it |
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

/** Why a text is no reference, for the finding that says so. */
export interface InvalidReference {
  readonly kind: "invalid";
  readonly reason: string;
}

/** Reads a reference. Whether the thing it names exists is the catalog check's to say. */
export function parseReference(text: string): Reference | InvalidReference {
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? "" : text.slice(colon + 1);
  if (!Object.hasOwn(REFERENCE_KINDS, kind)) {
    return { kind: "invalid", reason: `"${kind}" is no kind of reference; plain text is written "text:${text}"` };
  }
  const allowed = REFERENCE_KINDS[kind as keyof typeof REFERENCE_KINDS];
  if (allowed === "none") {
    return rest === "" && colon < 0 ? ({ kind } as Reference) : { kind: "invalid", reason: `"${kind}" takes no name` };
  }
  if (allowed === "free") return { kind: "text", text: rest };
  if (rest === "") return { kind: "invalid", reason: `"${kind}:" needs a name` };
  if (typeof allowed !== "string" && !(allowed as readonly string[]).includes(rest)) {
    return { kind: "invalid", reason: `"${kind}:" takes ${allowed.join(", ")}` };
  }
  return { kind, name: rest } as Reference;
}
