import { fixedSegments, isPattern, PARAMETER_NAME } from "../../../../parameterName";
import { parseGrant } from "../../../grant";
import { parseReference } from "../../../reference";
import type { Catalog, Parameter } from "../../../schema/catalog";
import type { Rule } from "../../rule";

/** What a deployment can write into a parameter: what it learns from AWS. */
const WRITABLE = ["identity", "api"];

/** Names are well formed and no wider than needed, and a parameter's value comes from where its kind says. */
export const parameters: Rule = (catalog, context) => [
  ...Object.entries(catalog.parameters).flatMap(([name, parameter]) => {
    const problem = nameProblem(name);
    if (problem !== null) {
      const found = { code: "PARAMETER_NAME", subject: name, reason: problem, remedy: NAME_REMEDY };
      return [context.report(["parameters", name], { ...found, severity: "error" as const })];
    }
    const reason = sourceProblem(name, parameter);
    if (reason === null) return [];
    return [
      context.report(["parameters", name, "from"], {
        code: "PARAMETER_FROM",
        subject: name,
        reason: `${name}: ${reason}`,
        remedy: 'Write "person", { random: 32 }, or for a generated one a reference such as "api:url".',
        severity: "error" as const,
      }),
    ];
  }),
  ...grantedPatterns(catalog).flatMap(({ at, name }) => {
    const reason = nameProblem(name);
    if (reason === null) return [];
    const found = { code: "PARAMETER_NAME", subject: name, reason, remedy: NAME_REMEDY };
    return [context.report(at, { ...found, severity: "error" as const })];
  }),
  ...Object.keys(catalog.secrets).flatMap((name) => {
    const at = ["secrets", name];
    const found = { code: "SECRET_NAME", subject: `secret:${name}` };
    if (/[{}]/.test(name.replaceAll("{stage}", ""))) {
      const reason = `"${name}" is no name of a secret: {stage} is all that is filled in`;
      const remedy = 'Write it as "listbackup/{stage}/stripe".';
      return [context.report(at, { ...found, reason, remedy, severity: "error" as const })];
    }
    if (!/-[A-Za-z0-9]{6}$/.test(name)) return [];
    const reason = `"${name}" ends in a hyphen and six characters, as every ARN of a secret does: AWS advises against it`;
    const remedy = "Choose another name, or accept this with a reason.";
    return [context.report(at, { ...found, reason, remedy, severity: "warning" as const })];
  }),
];

const NAME_REMEDY =
  "Write it as /listbackup/{stage}/platforms/{platform}/oauth/*, with two fixed segments before the first wildcard.";
/** Before the first wildcard: else a service may read what is nobody's, or another service's. */
const FIXED_SEGMENTS = 2;

function nameProblem(name: string): string | null {
  if (!PARAMETER_NAME.test(name))
    return `"${name}" is no name of a parameter: a wildcard is a whole segment of the path, and * is the last one`;
  if (!isPattern(name) || fixedSegments(name) >= FIXED_SEGMENTS) return null;
  return `"${name}" is too wide: it stands for parameters of other services, too`;
}

/** Names and patterns of grants that parameters.yaml does not have word for word. */
function grantedPatterns(catalog: Catalog) {
  return Object.values(catalog.services).flatMap(({ service, grants }) =>
    grants.flatMap((text, index) => {
      const grant = parseGrant(text);
      if (grant.kind !== "ssm" || Object.hasOwn(catalog.parameters, grant.name)) return [];
      return [{ at: ["services", service, "grants", index], name: grant.name }];
    }),
  );
}

function sourceProblem(name: string, { kind, from, type }: Parameter): string | null {
  if (isPattern(name)) {
    return kind === "optional" && from === "person"
      ? null
      : "a pattern stands for any number of parameters: it is optional, and from a person";
  }
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
