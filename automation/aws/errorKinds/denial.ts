import { iamAction } from "./iamAction";
import type { AwsErrorParts } from "./errorParts";

/** Why AWS denied a call. Source: IAM User Guide, "Troubleshoot access denied error messages". */
type DenialReason =
  /** No policy of this type allows the action. */
  | { readonly kind: "not-allowed"; readonly policy: PolicyType }
  /** A policy of this type denies it, which no other policy overrides. */
  | { readonly kind: "explicit-deny"; readonly policy: PolicyType }
  /** KMS names three reasons, and not which of them it was. */
  | { readonly kind: "key-policy" }
  | { readonly kind: "unknown" };

type PolicyType =
  | "identity-based policy"
  | "permissions boundary"
  | "service control policy"
  | "resource control policy"
  | "session policy"
  | "resource-based policy"
  | "VPC endpoint policy";

/** A denial, as far as AWS says what was denied. */
export interface Denial {
  readonly principal: string;
  /** `lambda:CreateFunction` */
  readonly action: string;
  /** ARN; `*` where the action has no resource. */
  readonly resource: string;
  readonly reason: DenialReason;
}

const DENIAL =
  /User: (?<principal>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<rest>[\s\S]*))?/i;
const REASON =
  /\s+(?:because no (?<allows>[a-zA-Z -]+?) allows|with an explicit deny in (?:an? |the )?(?<denies>[a-zA-Z -]+?)(?=[\s.,;:]*$|[.,;:]\s))/;
const KEY_POLICY = /\s+because the resource does not exist in this Region, no resource-based policies allow access/i;

/** @returns null for a message that does not name the action */
export function parseDenial(message: string): Denial | null {
  const groups = DENIAL.exec(message)?.groups;
  if (groups === undefined) return null;
  const { principal = "", action = "", rest = "" } = groups;
  const found = REASON.exec(rest) ?? REASON.exec(message);
  const end = Math.min(...[REASON, KEY_POLICY].map((form) => endOf(form, rest)));
  return {
    principal,
    action: plainAction(action),
    resource: arnOf(
      rest
        .slice(0, end)
        .trim()
        .replace(/^"(.*)"$/, "$1"),
      principal,
    ),
    reason: KEY_POLICY.test(message) ? { kind: "key-policy" } : reasonOf(found?.groups),
  };
}

function endOf(form: RegExp, text: string): number {
  return form.exec(text)?.index ?? text.length;
}

/** SNS and SQS spell actions in their own case: `SNS:Publish`, `sqs:createqueue`. */
function plainAction(action: string): string {
  const [service = "", name = ""] = action.split(":");
  return `${service.toLowerCase()}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** IAM names a resource by kind and name: `role listbackup-dev-users`. */
function arnOf(resource: string, principal: string): string {
  if (resource === "" || resource === "*") return "*";
  if (resource.startsWith("arn:")) return resource;
  const account = principal.split(":")[4] ?? "*";
  const [, kind, name] = /^(role|policy|user|group|instance profile) (\S+)$/.exec(resource) ?? [];
  if (kind === undefined || name === undefined) return "*";
  return `arn:aws:iam::${account}:${kind.replace(" ", "-")}/${name}`;
}

const POLICY_TYPES: readonly PolicyType[] = [
  "identity-based policy",
  "permissions boundary",
  "service control policy",
  "resource control policy",
  "session policy",
  "resource-based policy",
  "VPC endpoint policy",
];

function reasonOf(groups: Readonly<Record<string, string | undefined>> | undefined): DenialReason {
  const named = groups?.["allows"] ?? groups?.["denies"];
  const policy = POLICY_TYPES.find((type) => type.toLowerCase() === named?.trim().toLowerCase());
  if (policy === undefined) return { kind: "unknown" };
  return { kind: groups?.["allows"] === undefined ? "explicit-deny" : "not-allowed", policy };
}

/** The policy statement that would allow a denied call. */
export function allowingStatement({ action, resource }: Pick<Denial, "action" | "resource">): string {
  return JSON.stringify({ Effect: "Allow", Action: action, Resource: resource });
}

const ENCODED = /Encoded authorization failure message: (?<text>[\w-]+)/;

/** What to do about a denial; null where AWS does not say what was denied. */
export function denialRemedy(parts: AwsErrorParts): string | null {
  const encoded = ENCODED.exec(parts.message)?.groups?.["text"];
  if (encoded !== undefined)
    return `AWS encoded the reason. Decode it: \`aws sts decode-authorization-message --encoded-message ${encoded} --query DecodedMessage --output text\`, and allow the action that it names.`;
  const denial = parseDenial(parts.message);
  if (denial !== null) return `${whereToAllow(denial)} ${DOCTOR}`;
  const action = isBareDenial(parts) ? iamAction(parts) : null;
  return action === null
    ? null
    : `AWS gives no reason. The call needs ${action}: allow it in the identity's policy, and in the resource's own policy. ${DOCTOR}`;
}

const DOCTOR = "`bin/deploy doctor <stage>` lists missing permissions.";

/** An answer without a reason, such as S3's to a HEAD request. */
function isBareDenial({ message }: AwsErrorParts): boolean {
  return /^(?:access denied|forbidden|accessdenied)?\.?$/i.test(message.trim());
}

function whereToAllow(denial: Denial): string {
  const statement = allowingStatement(denial);
  const { reason, principal, action, resource } = denial;
  switch (reason.kind) {
    case "not-allowed":
      return allowIn(reason.policy, statement, principal);
    case "explicit-deny":
      return `A ${reason.policy} denies ${action} explicitly, and no other policy overrides that: change its Deny statement, or exclude ${principal} from it.`;
    case "key-policy":
      return `Allow it in the key's policy, for ${principal}: ${statement}. Check also that the key exists in this region: \`aws kms describe-key --key-id ${resource}\`.`;
    case "unknown":
      return `Allow it in the policy of ${principal}: ${statement}.`;
  }
}

function allowIn(policy: PolicyType, statement: string, principal: string): string {
  switch (policy) {
    case "identity-based policy":
      return `Add to the policy of ${principal}: ${statement}.`;
    case "permissions boundary":
      return `Add to the permissions boundary of ${principal}: ${statement}.`;
    case "session policy":
      return `The session of ${principal} was limited when it began: add to its session policy: ${statement}.`;
    case "service control policy":
    case "resource control policy":
      return `Add to the ${policy} of the organization, which its administrators manage: ${statement}.`;
    case "resource-based policy":
      return `Add to the resource's own policy, with Principal ${principal}: ${statement}.`;
    case "VPC endpoint policy":
      return `Add to the policy of the VPC endpoint: ${statement}.`;
  }
}
