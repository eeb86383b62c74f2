import { parseReference } from "../reference";
import type { Parameter } from "../schema";
import type { Rule } from "./rule";

/** What a deployment can write into a parameter: what it learns from AWS. */
const WRITABLE = ["identity", "api"];

/** A parameter's value comes from where its kind says. */
export const parameters: Rule = (catalog, context) =>
  Object.entries(catalog.parameters).flatMap(([name, parameter]) => {
    const reason = wrong(parameter);
    if (reason === null) return [];
    return [
      context.find(["parameters", name, "from"], {
        code: "PARAMETER_FROM",
        subject: name,
        reason: `${name}: ${reason}`,
        remedy: 'Write "person", { random: 32 }, or for a generated one a reference such as "api:url".',
        severity: "error" as const,
      }),
    ];
  });

function wrong({ kind, from, type }: Parameter): string | null {
  if (kind !== "generated") {
    if (from === "person") return null;
    if (typeof from === "string") return `"${from}" is neither a person nor random`;
    return type === "SecureString" ? null : "random bytes are a secret: its type is SecureString";
  }
  if (typeof from !== "string") return "a deployment generates no random values";
  const reference = parseReference(from);
  if (reference.kind === "invalid") return reference.reason;
  return WRITABLE.includes(reference.kind)
    ? null
    : `a deployment writes what is behind ${WRITABLE.join(": and ")}: only`;
}
