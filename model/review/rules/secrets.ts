import { inputsAt, isUnknown, ofType, type PlannedResource } from "../plannedResource";
import type { Hit, ReviewRule } from "../rule";

/** Forms of well-known keys; source: the prefixes that their issuers document. */
const KEY_FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/],
  ["a key of Stripe", /\b[sr]k_(live|test)_[A-Za-z0-9]{16,}/],
  ["a webhook secret of Stripe", /\bwhsec_[A-Za-z0-9]{16,}/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36,}/],
  ["a token of Slack", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a webhook of Slack", /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/],
  ["a key of OpenAI", /\bsk-[A-Za-z0-9_-]{20,}/],
  ["a key of SendGrid", /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ["a token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];

const SECRET_NAME = /(^|[-_/])(secret|password|passwd|private-key|api-key|token|webhook)$/i;

export const secretRules: readonly ReviewRule[] = [
  {
    code: "SECRET_IN_PLAIN",
    severity: "critical",
    finds: "a key or token in the environment of a function, or in a parameter, that is not a secret of Pulumi",
    remedy: "Put the value into a SecureString (`bin/deploy secrets set`), refer to it, and replace the exposed one.",
    check: ({ resources }) => resources.flatMap(plainSecrets),
  },
  {
    code: "PARAMETER_TYPE",
    severity: "high",
    finds: "a parameter of the type String with the name of a secret",
    remedy: "Use the type SecureString.",
    check: ({ resources }) =>
      ofType(resources, "aws:ssm/parameter:Parameter").flatMap(({ name, inputs }) =>
        inputs["type"] !== "SecureString" && SECRET_NAME.test(String(inputs["name"]))
          ? [{ subject: name, reason: `${String(inputs["name"])} is stored unencrypted` }]
          : [],
      ),
  },
];

/** The value is never part of the reason. */
function plainSecrets(resource: PlannedResource): readonly Hit[] {
  return textsOf(resource).flatMap(([where, text]) => {
    const found = typeof text === "string" ? KEY_FORMS.find(([, form]) => form.test(text)) : undefined;
    return found === undefined ? [] : [{ subject: resource.name, reason: `${where} has ${found[0]}` }];
  });
}

function textsOf({ type, inputs }: PlannedResource): readonly (readonly [where: string, text: unknown])[] {
  switch (type) {
    case "aws:lambda/function:Function":
      return Object.entries(inputsAt(inputsAt(inputs, "environment"), "variables")).filter(
        ([, value]) => !isUnknown(value),
      );
    case "aws:ssm/parameter:Parameter":
      return [["its value", inputs["value"]]];
    default:
      return [];
  }
}
